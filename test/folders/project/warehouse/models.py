from django.db import models


class Site(models.Model):
    name = models.CharField(max_length=100)
    code = models.SlugField(unique=True)
    region = models.CharField(max_length=20)


class Supplier(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()
    country = models.CharField(max_length=2, default="de")
    phone = models.CharField(max_length=20)
    rating = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)


class Employee(models.Model):
    name = models.CharField(max_length=100)
    badge = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["name"]


class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)


class HazardClass(models.Model):
    code = models.CharField(max_length=10, unique=True)


class Product(models.Model):
    sku = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE)
    hazard_class = models.ForeignKey(HazardClass, on_delete=models.SET_NULL, null=True, blank=True)
    barcode = models.CharField(max_length=50, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="product_name")]


class Location(models.Model):
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    code = models.CharField(max_length=40)


class StockItem(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    location = models.ForeignKey(Location, on_delete=models.CASCADE)
    quantity = models.IntegerField()
    batch = models.CharField(max_length=20, default="")
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        unique_together = [("product", "location", "batch")]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="stockitem_quantity"),
        ]


class Carrier(models.Model):
    name = models.CharField(max_length=60)


class Delivery(models.Model):
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE)
    arrived = models.DateField()
    reference = models.CharField(max_length=40)
    carrier = models.ForeignKey(Carrier, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["arrived"], name="delivery_arrived_on")]


class ReceivedLine(models.Model):
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    quantity = models.IntegerField()
