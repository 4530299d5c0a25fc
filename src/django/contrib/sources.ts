/**
 * Django's own apps, each as one migration that leaves the state and the tables that all of its migrations leave in
 * Django 5.2 (django/contrib/<app>/migrations). What no database sees (help texts, validators, managers) is left out;
 * test/django/contrib.test.ts holds the rest against Django.
 */
export const CONTRIB_SOURCES: Readonly<Record<string, string>> = {
  contenttypes: migration({
    models: `
        migrations.CreateModel(
            name="ContentType",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("app_label", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
            ],
            options={"db_table": "django_content_type", "unique_together": {("app_label", "model")}},
        ),`,
  }),
  auth: migration({
    dependencies: '("contenttypes", "__first__")',
    models: `
        migrations.CreateModel(
            name="Permission",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("name", models.CharField(max_length=255)),
                ("content_type", models.ForeignKey(on_delete=models.CASCADE, to="contenttypes.contenttype")),
                ("codename", models.CharField(max_length=100)),
            ],
            options={"unique_together": {("content_type", "codename")}},
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("name", models.CharField(max_length=150, unique=True)),
                ("permissions", models.ManyToManyField(blank=True, to="auth.permission")),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("password", models.CharField(max_length=128)),
                ("last_login", models.DateTimeField(blank=True, null=True)),
                ("is_superuser", models.BooleanField(default=False)),
                ("username", models.CharField(max_length=150, unique=True)),
                ("first_name", models.CharField(blank=True, max_length=150)),
                ("last_name", models.CharField(blank=True, max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_staff", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(default=timezone.now)),
                ("groups", models.ManyToManyField(blank=True, to="auth.group")),
                ("user_permissions", models.ManyToManyField(blank=True, to="auth.permission")),
            ],
            options={"swappable": "AUTH_USER_MODEL"},
        ),`,
  }),
  admin: migration({
    dependencies: 'migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("contenttypes", "__first__")',
    models: `
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("action_time", models.DateTimeField(default=timezone.now)),
                ("object_id", models.TextField(blank=True, null=True)),
                ("object_repr", models.CharField(max_length=200)),
                ("action_flag", models.PositiveSmallIntegerField()),
                ("change_message", models.TextField(blank=True)),
                ("content_type", models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, to="contenttypes.contenttype"
                )),
                ("user", models.ForeignKey(on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={"db_table": "django_admin_log"},
        ),`,
  }),
  sites: migration({
    models: `
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("domain", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=50)),
            ],
            options={"db_table": "django_site"},
        ),
        # As its migrations do: the name of the rule tells that it came later.
        migrations.AlterField("Site", "domain", models.CharField(max_length=100, unique=True)),`,
  }),
  flatpages: migration({
    dependencies: '("sites", "__first__")',
    models: `
        migrations.CreateModel(
            name="FlatPage",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("url", models.CharField(db_index=True, max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("content", models.TextField(blank=True)),
                ("enable_comments", models.BooleanField(default=False)),
                ("template_name", models.CharField(blank=True, max_length=70)),
                ("registration_required", models.BooleanField(default=False)),
                ("sites", models.ManyToManyField(to="sites.site")),
            ],
            options={"db_table": "django_flatpage"},
        ),`,
  }),
  redirects: migration({
    dependencies: '("sites", "__first__")',
    models: `
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True)),
                ("site", models.ForeignKey(on_delete=models.CASCADE, to="sites.site")),
                ("old_path", models.CharField(db_index=True, max_length=200)),
                ("new_path", models.CharField(blank=True, max_length=200)),
            ],
            options={"db_table": "django_redirect", "unique_together": {("site", "old_path")}},
        ),`,
  }),
  sessions: migration({
    models: `
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True)),
                ("session_data", models.TextField()),
                ("expire_date", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "django_session"},
        ),`,
  }),
}

function migration(parts: { readonly dependencies?: string; readonly models: string }): string {
  return `from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    initial = True

    dependencies = [${parts.dependencies ?? ''}]

    operations = [${parts.models}
    ]
`
}
