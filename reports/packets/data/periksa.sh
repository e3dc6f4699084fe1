#!/bin/sh
# Memeriksa apakah paket ini lengkap dan tidak berubah. Jalankan: sh periksa.sh
# Hanya membaca; tidak mengubah apa pun.
cd "$(dirname "$0")" || exit 2
if command -v sha256sum >/dev/null 2>&1; then
  sidik() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then
  sidik() { shasum -a 256 "$@"; }
else
  echo "Komputer ini tidak punya sha256sum atau shasum, jadi paket tidak dapat diperiksa di sini." >&2
  exit 2
fi

salah=0
for daftar in manifest-sha256.txt tagmanifest-sha256.txt; do
  if ! sidik -c "$daftar" >/dev/null 2>&1; then
    sidik -c "$daftar" 2>&1 | grep -v ': OK$'
    salah=1
  fi
done

# Yang ada di folder tetapi tidak tercantum di daftar.
tambahan=$(find . -type f | awk '
  FILENAME != "-" { ada[substr($0, 67)] = 1; next }
  { nama = substr($0, 3); if (nama != "tagmanifest-sha256.txt" && !(nama in ada)) print nama }
' manifest-sha256.txt tagmanifest-sha256.txt -)
if [ -n "$tambahan" ]; then
  echo "Berkas yang bukan bagian paket:"
  echo "$tambahan"
  salah=1
fi

if [ "$salah" = 0 ]; then
  echo "Paket ini lengkap dan tidak berubah: $(wc -l < manifest-sha256.txt | tr -d ' ') berkas cocok dengan sidiknya."
  echo "Sidik rekamannya: $(sidik data/lke.json | cut -c1-64)"
  echo "Cocokkan sidik itu dengan yang tertulis di laporan atau di portal."
else
  echo "Paket ini TIDAK cocok. Lihat daftar di atas, lalu minta paket yang baru kepada pengirim."
fi
exit "$salah"
