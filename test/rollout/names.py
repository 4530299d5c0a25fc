"""What a rename calls by another name: both colours' rows are told under the new one, so that they compare."""

from __future__ import annotations

from typing import Any

RenamedNames = dict[str, str]


class Names:
    """One colour's names for what a case renames: `{"shop.Product": "shop.Item", "shop.Item.price": "cost"}`.

    Keys of fields begin with the new name of their model. Blue calls things by what stands on the left.
    """

    def __init__(self, renamed: RenamedNames, colour: str) -> None:
        self.is_old = colour == "blue"
        self.models = {old: new for old, new in renamed.items() if old.count(".") == 1}
        self.fields = {old: new for old, new in renamed.items() if old.count(".") == 2}
        self.old_models = {new: old for old, new in self.models.items()}
        self.new_fields = {f"{old.rpartition('.')[0]}.{new}" for old, new in self.fields.items()}

    def __bool__(self) -> bool:
        return bool(self.models or self.fields)

    def label(self, model: Any) -> str:
        """The model's name after the rename, whichever colour asks."""
        own = model._meta.label
        return self.models.get(own, own) if self.is_old else own

    def own(self, label: str) -> str:
        """What this colour calls the model."""
        return self.old_models.get(label, label) if self.is_old else label

    def field(self, model: Any, field: Any) -> str:
        """The field's name after the rename; model and field are this colour's own."""
        key = f"{self.label(model)}.{field.name}"
        return self.fields.get(key, field.name) if self.is_old else field.name

    def attribute(self, model: Any, field: Any) -> str:
        """As `field`, with what Django puts after the name of a key."""
        return self.field(model, field) + field.attname[len(field.name) :]

    def is_renamed(self, model: Any, field: Any) -> bool:
        key = f"{self.label(model)}.{field.name}"
        return key in (self.fields if self.is_old else self.new_fields)
