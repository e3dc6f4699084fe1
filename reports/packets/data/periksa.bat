@echo off
rem Memeriksa apakah paket ini lengkap dan tidak berubah. Klik dua kali; tidak perlu admin.
rem Hanya membaca; tidak mengubah apa pun.
setlocal DisableDelayedExpansion
chcp 65001 >nul
cd /d "%~dp0"
set /a COCOK=0
set /a SALAH=0
if not exist "manifest-sha256.txt" (
  echo Ekstrak dulu seluruh isi ZIP ke sebuah folder, lalu jalankan periksa.bat dari folder itu.
  pause
  exit /b 2
)
echo Memeriksa isi paket, tunggu sebentar...
for /f "usebackq tokens=1* delims= " %%A in ("manifest-sha256.txt") do call :berkas "%%A" "%%B"
for /f "usebackq tokens=1* delims= " %%A in ("tagmanifest-sha256.txt") do call :berkas "%%A" "%%B"
echo.
if %SALAH%==0 (
  echo Paket ini lengkap: %COCOK% berkas cocok dengan sidiknya.
  echo Sidik rekamannya ada di data\lke.json; cocokkan dengan laporan atau portal:
  certutil -hashfile "data\lke.json" SHA256 | findstr /v /c:"hash" /c:"CertUtil"
  echo Bila ragu apakah paket ini persis buatan portal, unggah di portal: Paket, Periksa paket.
) else (
  echo Paket ini TIDAK cocok: %SALAH% berkas hilang atau berubah. Minta paket yang baru kepada pengirim.
)
pause
exit /b %SALAH%

:berkas
set "NAMA=%~2"
set "NAMA=%NAMA:/=\%"
if not exist "%NAMA%" goto :hilang
set "SIDIK="
for /f "usebackq skip=1 delims=" %%H in (`certutil -hashfile "%NAMA%" SHA256`) do if not defined SIDIK set "SIDIK=%%H"
set "SIDIK=%SIDIK: =%"
if /i "%SIDIK%"=="%~1" goto :cocok
echo BERUBAH: "%NAMA%"
set /a SALAH+=1
exit /b 0
:hilang
echo TIDAK ADA: "%NAMA%"
set /a SALAH+=1
exit /b 0
:cocok
set /a COCOK+=1
exit /b 0
