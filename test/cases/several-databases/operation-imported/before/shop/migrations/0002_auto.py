from django.db.migrations import Migration as Base
from django.db.migrations import RemoveField


class Migration(Base):
    dependencies = [("shop", "0001_initial")]
    operations = [
        RemoveField(model_name="product", name="rating"),
    ]
