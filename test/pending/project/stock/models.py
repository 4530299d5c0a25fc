from django.db import models


class Shelf(models.Model):
    product = models.ForeignKey("appname.Product", on_delete=models.CASCADE)
