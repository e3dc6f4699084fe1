"""The yardstick: a Django project as `startproject` makes it, with one INSERT and one template."""
