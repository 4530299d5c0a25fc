from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=50)


class Item(models.Model):
    name = models.CharField(max_length=50)
    tags = models.ManyToManyField(Tag)


class Review(models.Model):
    product = models.ForeignKey(Item, on_delete=models.CASCADE)
