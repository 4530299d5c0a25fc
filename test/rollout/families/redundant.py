"""Cases that go the same way as others: only a run over everything, as .ci/run makes it, walks them."""

from __future__ import annotations

# The case that is walked -> those that go the same way with another value, type or name in it.
_LIKE: dict[str, str] = {
    "add_default_char": "add_default_char_empty add_default_char_blank add_default_choices"
    " add_default_choices_class add_default_slug add_default_text_blank add_default_file_blank"
    " add_default_unicode add_default_newline add_default_braces",
    "add_default_integer": "add_default_negative add_default_big add_default_float add_default_float_nan_free"
    " add_default_boolean_false",
    "add_default_decimal": "add_default_decimal_int add_default_decimal_text",
    "add_default_date": "add_default_time add_default_datetime",
    "add_default_json_dict": "add_default_json_list add_default_json_constant",
    "add_default_ip": "add_default_ip6",
    "add_one_off_integer": "add_one_off_small_integer add_one_off_big_integer add_one_off_positive_small_integer"
    " add_one_off_positive_big_integer add_one_off_float add_one_off_boolean",
    "add_one_off_char": "add_one_off_slug add_one_off_email add_one_off_url add_one_off_file_path add_one_off_file"
    " add_one_off_image",
    "add_one_off_date": "add_one_off_time",
    "add_one_off_ip": "add_one_off_ip6",
    "add_null_integer": "add_null_positive_integer add_null_char add_null_datetime add_null_uuid add_null_binary",
    "alter_not_null_default": "alter_not_null_decimal alter_not_null_boolean",
    "alter_shorter": "alter_shorter_default alter_shorter_null alter_shorter_index",
    "alter_same_type": "alter_to_email alter_to_url",
    "alter_integer_to_biginteger": "alter_smallinteger_to_integer alter_smallinteger_to_biginteger"
    " alter_positivesmallinteger_to_positiveinteger",
    "alter_biginteger_to_integer": "alter_integer_to_smallinteger alter_positivebiginteger_to_positiveinteger",
    "alter_integer_to_positiveinteger": "alter_smallinteger_to_positivebiginteger",
    "alter_unique_char": "alter_unique_integer alter_unique_null",
    "alter_not_unique_char": "alter_not_unique_integer alter_not_unique_null",
    "alter_index_char": "alter_index_integer alter_index_null alter_no_index_integer alter_no_index_null",
    "alter_unique_to_index_char": "alter_unique_to_index_integer alter_unique_to_index_null",
    "alter_index_to_unique_char": "alter_index_to_unique_integer alter_index_to_unique_null",
    "alter_python_choices": "alter_python_validators alter_python_verbose_name alter_python_blank"
    " alter_python_error_messages alter_python_upload_to alter_python_choices_char",
    "alter_key_on_delete": "alter_key_protect",
    "alter_refused_integer_to_char": "alter_refused_integer_to_float alter_refused_datetime_to_date"
    " alter_refused_date_to_datetime alter_refused_char_to_uuid alter_refused_decimal_to_float",
    "constraint_check_plain": "constraint_check_in constraint_check_range",
    "index_added_plain": "index_added_include index_added_descending",
    "index_removed_plain": "index_removed_condition index_removed_include index_removed_descending",
    "rename_integer": "rename_positive_integer rename_float rename_boolean rename_decimal rename_date rename_datetime"
    " rename_duration rename_uuid rename_ip rename_default_integer rename_default_comment",
    "rename_char": "rename_slug rename_default_char rename_default_choices",
    "rename_integer_null": "rename_boolean_null rename_datetime_null",
    "rename_char_unique": "rename_uuid_unique rename_datetime_unique rename_integer_unique",
    "rename_db_default_integer": "rename_db_default_decimal rename_db_default_boolean rename_db_default_char",
    "rename_key_null": "rename_key_set_null rename_key_one_to_one_null rename_key_user",
    "rename_key_cascade": "rename_key_protect rename_key_no_index rename_key_unique",
    "rename_in_check": "rename_in_check_pair",
    "rename_in_index": "rename_in_index_include rename_in_ordering",
    "rename_altered_null": "rename_altered_default rename_altered_verbose",
    "remodel_key_char": "remodel_key_uuid remodel_key_small remodel_key_auto",
    "remodel_plain": "remodel_comment remodel_db_default remodel_table_spaces",
    "retable_changed": "retable_changed_odd",
    "options_ordering": "options_names options_permissions options_default_manager",
}

# The case -> the one that goes the same way.
REDUNDANT: dict[str, str] = {
    name: walked for walked, names in _LIKE.items() for name in names.split()
}
