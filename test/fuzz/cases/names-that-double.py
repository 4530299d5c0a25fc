from django.db import migrations

y0 = 1
y1 = [y0, y0]
y2 = [y1, y1]
y3 = [y2, y2]
y4 = [y3, y3]
y5 = [y4, y4]
y6 = [y5, y5]
y7 = [y6, y6]
y8 = [y7, y7]
y9 = [y8, y8]
y10 = [y9, y9]
y11 = [y10, y10]
y12 = [y11, y11]
y13 = [y12, y12]
y14 = [y13, y13]
y15 = [y14, y14]
y16 = [y15, y15]
y17 = [y16, y16]
y18 = [y17, y17]
y19 = [y18, y18]
y20 = [y19, y19]
y21 = [y20, y20]
y22 = [y21, y21]
y23 = [y22, y22]
y24 = [y23, y23]
y25 = [y24, y24]


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RemoveField(model_name="product", name="one"),
        migrations.RunPython(migrations.RunPython.noop, hints={"x": y25}),
    ]
