from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()


class Invoice(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    number = models.CharField(max_length=30, unique=True)
    issued = models.DateField()
    note = models.TextField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    ship_from = models.ForeignKey("warehouse.Location", on_delete=models.SET_NULL, null=True, blank=True)


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE)
    product = models.ForeignKey("warehouse.Product", on_delete=models.CASCADE)
    price = models.DecimalField(max_digits=10, decimal_places=2)


class Discount(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["percent"]


class HandlingFee(models.Model):
    hazard_class = models.ForeignKey("warehouse.HazardClass", on_delete=models.CASCADE)
    amount = models.DecimalField(max_digits=10, decimal_places=2)


class Payment(models.Model):
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE)
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["amount"], name="payment_amount")]
