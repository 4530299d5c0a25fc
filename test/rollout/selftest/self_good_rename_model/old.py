from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=50)


class Product(models.Model):
    name = models.CharField(max_length=50)
    tags = models.ManyToManyField(Tag)


class Review(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
