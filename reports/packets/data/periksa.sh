#!/bin/sh
# Memeriksa apakah paket ini lengkap dan tidak berubah. Jalankan: sh periksa.sh
# Hanya membaca; tidak mengubah apa pun.
cd "$(dirname "$0")" || exit 2
# Kata-kata sha256sum yang dibaca di bawah harus sama di semua bahasa.
LC_ALL=C
export LC_ALL
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
  if [ ! -f "$daftar" ]; then
    echo "TIDAK ADA: $daftar"
    salah=1
  elif ! hasil=$(sidik -c "$daftar" 2>/dev/null); then
    echo "$hasil" | sed -n \
      -e 's/^\(.*\): FAILED open or read$/TIDAK ADA: \1/p' -e 's/^\(.*\): FAILED$/BERUBAH: \1/p'
    [ -n "$hasil" ] || echo "BERUBAH: $daftar"
    salah=1
  fi
done

# Yang ada di folder tetapi tidak tercantum di daftar, kecuali yang dibuat komputer sendiri.
tambahan=$({ cat manifest-sha256.txt tagmanifest-sha256.txt 2>/dev/null; echo; find . -type f; } | awk '
  $0 == "" { isi = 1; next }
  !isi { ada[substr($0, 67)] = 1; next }
  {
    nama = substr($0, 3)
    bawaan = tolower(nama)
    if (bawaan ~ /(^|\/)(\.ds_store|(eh)?thumbs\.db|desktop\.ini|\._[^\/]*|~\$[^\/]*|\.~lock\.[^\/]*)$/) next
    if (nama != "tagmanifest-sha256.txt" && !(nama in ada)) print "TAMBAHAN: " nama
  }
')
if [ -n "$tambahan" ]; then
  echo "$tambahan"
  salah=1
fi

if [ "$salah" = 0 ]; then
  echo "Paket ini lengkap: $(wc -l < manifest-sha256.txt | tr -d ' ') berkas cocok dengan sidiknya."
  echo "Sidik rekamannya: $(sidik data/lke.json | cut -c1-64)"
  echo "Cocokkan sidik itu dengan yang tertulis di laporan atau di portal."
  echo "Bila ragu apakah paket ini persis buatan portal, unggah di portal: Paket, Periksa paket."
else
  echo "Paket ini TIDAK cocok. Lihat daftar di atas, lalu minta paket yang baru kepada pengirim."
fi
exit "$salah"
