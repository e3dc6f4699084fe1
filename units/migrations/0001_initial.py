import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='UnitKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='kode')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='nama')),
            ],
            options={
                'verbose_name': 'jenis kantor',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:[._-][a-z0-9]+)*\\Z', 'Nama akun hanya boleh berisi huruf kecil, angka, titik, garis bawah, dan tanda hubung. Contoh: sari.ternate.')], verbose_name='nama akun')),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='surel')),
                ('nip', models.CharField(blank=True, max_length=18, validators=[django.core.validators.RegexValidator('^[0-9]{18}\\Z', 'NIP terdiri atas 18 angka tanpa spasi.')], verbose_name='NIP')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                ('is_demo', models.BooleanField(default=False, verbose_name='akun demo')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat pada')),
                ('password_changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='kata sandi diganti pada')),
            ],
            options={
                'verbose_name': 'pengguna',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('nip', ''), _negated=True), fields=('nip',), name='units_user_nip_once', violation_error_message='NIP ini sudah dipakai akun lain.'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='units_user_email_once', violation_error_message='Surel ini sudah dipakai akun lain.')],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='waktu')),
                ('actor', models.CharField(max_length=60, verbose_name='pelaku')),
                ('actor_name', models.CharField(max_length=150, verbose_name='nama pelaku')),
                ('action', models.CharField(max_length=60, verbose_name='tindakan')),
                ('target', models.CharField(max_length=100, verbose_name='sasaran')),
                ('unit', models.CharField(blank=True, max_length=60, verbose_name='kode unit')),
                ('data', models.JSONField(default=dict, verbose_name='rincian')),
                ('previous_hash', models.CharField(max_length=64, unique=True, verbose_name='hash sebelumnya')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'jejak',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['target', 'id'], name='units_audit_target'), models.Index(fields=['unit', 'id'], name='units_audit_unit'), models.Index(fields=['actor', 'id'], name='units_audit_actor')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'Kode hanya boleh berisi huruf kecil, angka, dan tanda hubung. Contoh: kppn-ternate.')], verbose_name='kode')),
                ('name', models.CharField(max_length=200, verbose_name='nama')),
                ('short_name', models.CharField(max_length=80, verbose_name='nama pendek')),
                ('path', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=180, verbose_name='jalur')),
                ('path_end', models.CharField(blank=True, default='', editable=False, max_length=180, verbose_name='akhir jalur')),
                ('province', models.CharField(blank=True, max_length=60, verbose_name='provinsi')),
                ('time_zone', models.CharField(choices=[('Asia/Jakarta', 'WIB'), ('Asia/Makassar', 'WITA'), ('Asia/Jayapura', 'WIT')], default='Asia/Jakarta', max_length=20, verbose_name='zona waktu')),
                ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                ('quota_mb', models.PositiveIntegerField(blank=True, null=True, verbose_name='batas kotak bukti (MB)')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='units.unit', verbose_name='unit atasan')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='units.unitkind', verbose_name='jenis')),
            ],
            options={
                'verbose_name': 'unit',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('path', ''), _negated=True), fields=('path',), name='units_unit_path_once', violation_error_message='Jalur unit ini sudah dipakai.'), models.CheckConstraint(condition=models.Q(models.Q(('path', ''), ('path_end', '')), models.Q(models.Q(('path', ''), _negated=True), models.Q(('path_end', ''), _negated=True)), _connector='OR'), name='units_unit_path_and_end_together', violation_error_message='Jalur unit tidak lengkap.'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='units_unit_not_its_own_parent', violation_error_message='Unit tidak dapat menjadi atasan dirinya sendiri.')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pencanangan', 'Pencanangan'), ('penetapan', 'Penetapan unit'), ('pembangunan', 'Pembangunan'), ('mandiri', 'Penilaian mandiri'), ('tpi', 'Evaluasi TPI'), ('pengajuan', 'Pengajuan ke TPN'), ('desk', 'Desk evaluasi'), ('lapangan', 'Evaluasi lapangan'), ('wbk', 'Predikat WBK'), ('wbbm', 'Predikat WBBM'), ('pemantauan', 'Pemantauan'), ('lainnya', 'Langkah lain')], max_length=20, verbose_name='langkah')),
                ('title', models.CharField(max_length=160, verbose_name='judul')),
                ('happened_on', models.DateField(verbose_name='tanggal')),
                ('only_year_known', models.BooleanField(default=False, verbose_name='hanya tahun yang diketahui')),
                ('is_planned', models.BooleanField(default=False, verbose_name='masih rencana')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='keterangan')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dicatat pada')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dicatat oleh')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='units.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'tonggak',
                'ordering': ['happened_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PredicateRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predicate', models.CharField(choices=[('WBK', 'WBK'), ('WBBM', 'WBBM')], max_length=4, verbose_name='predikat')),
                ('giver', models.CharField(choices=[('tpn', 'Kementerian PANRB (TPN)'), ('instansi', 'Instansi sendiri (mandiri)')], default='tpn', max_length=10, verbose_name='pemberi')),
                ('granted_on', models.DateField(verbose_name='ditetapkan pada')),
                ('only_year_known', models.BooleanField(default=False, verbose_name='hanya tahun yang diketahui')),
                ('document_number', models.CharField(blank=True, max_length=120, verbose_name='nomor keputusan')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='keterangan')),
                ('revoked_on', models.DateField(blank=True, null=True, verbose_name='dicabut pada')),
                ('revoked_reason', models.CharField(blank=True, max_length=300, verbose_name='alasan pencabutan')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dicatat pada')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dicatat oleh')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predicates', to='units.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'riwayat predikat',
                'ordering': ['granted_on', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_on__isnull', True)), fields=('unit', 'predicate'), name='units_predicate_standing_once', violation_error_message='Unit ini sudah tercatat memegang predikat itu.'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_on__isnull', True), ('revoked_reason', '')), models.Q(('revoked_on__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='units_predicate_revoked_with_reason', violation_error_message='Pencabutan perlu tanggal dan alasannya.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('anggota', 'Anggota tim'), ('koordinator', 'Koordinator area'), ('ketua', 'Ketua tim ZI'), ('kepala', 'Kepala kantor'), ('tpi', 'Penilai TPI'), ('admin_wilayah', 'Admin wilayah'), ('admin_pusat', 'Admin pusat'), ('pengamat', 'Pengamat')], max_length=20, verbose_name='peran')),
                ('areas', models.JSONField(blank=True, default=list, verbose_name='area')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='berlaku sejak')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='berlaku sampai')),
                ('granted_at', models.DateTimeField(auto_now_add=True, verbose_name='diberikan pada')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diberikan oleh')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='pengguna')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='units.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'keanggotaan',
                'ordering': ['unit__name', 'role', 'user__name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('user', 'unit', 'role'), name='units_membership_open_once', violation_error_message='Orang ini sudah memegang peran itu di unit tersebut.'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='units_membership_ends_after_start', violation_error_message='Tanggal berakhir tidak boleh sebelum tanggal mulai.')],
            },
        ),
    ]
