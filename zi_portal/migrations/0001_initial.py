from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RecurringDuty',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='nama')),
                ('due_at', models.DateTimeField(verbose_name='jatuh tempo')),
                ('begun_at', models.DateTimeField(null=True, verbose_name='terakhir dimulai')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='terakhir selesai')),
                ('failure', models.CharField(blank=True, max_length=200, verbose_name='kegagalan terakhir')),
            ],
            options={
                'verbose_name': 'tugas berkala',
            },
        ),
        migrations.CreateModel(
            name='TaskLease',
            fields=[
                ('task', models.UUIDField(primary_key=True, serialize=False, verbose_name='tugas')),
                ('holder', models.CharField(max_length=64, verbose_name='pemegang')),
                ('until', models.DateTimeField(verbose_name='sampai')),
            ],
            options={
                'verbose_name': 'tugas yang sedang dikerjakan',
            },
        ),
        migrations.CreateModel(
            name='WorkerSign',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='nama')),
                ('seen_at', models.DateTimeField(verbose_name='terakhir terlihat')),
                ('stopped_at', models.DateTimeField(null=True, verbose_name='berhenti')),
            ],
            options={
                'verbose_name': 'tanda hidup pekerja latar',
            },
        ),
    ]
