/* What went wrong on the way: whether to try again, and which sentence it deserves. Offers
   window.ziFailures to upload-wire.js. */
(function () {
  "use strict";
  const REASONS = {
    0: "sambungan terputus. Tekan Lanjutkan; yang sudah terkirim tidak diulang.",
    401: "sesi Anda berakhir. Masuk lagi di tab baru, lalu tekan Lanjutkan di sini.",
    403: "Anda tidak berhak menambah bukti di sini. Muat ulang halaman.",
    404: "unggahan ini tidak ada lagi. Pilih berkasnya sekali lagi.",
    410: "unggahan ini sudah kedaluwarsa. Pilih berkasnya sekali lagi.",
    413: "berkas lebih besar daripada yang diterima server. Kecilkan pindaiannya.",
  };

  const statusOf = (error) => (error.originalResponse ? error.originalResponse.getStatus() : 0);

  function saidBy(error) {
    try {
      return JSON.parse(error.originalResponse.getBody()).pesan || "";
    } catch {
      return ""; // Not from the view: a proxy, an error page, or no answer at all.
    }
  }

  // Bytes sent for another place than where the upload stands are only a misunderstanding.
  const misplaced = (error) => statusOf(error) === 409
    && error.originalResponse.getHeader("Upload-Offset") !== null;

  // `kind`: refused (the file itself), lost (nothing to go on with), expired (session), or cut.
  function failure(error) {
    const status = statusOf(error), said = saidBy(error);
    const kind = [404, 410].includes(status) ? "lost"
      : [403, 409, 413, 415, 422, 429].includes(status) && said && !misplaced(error) ? "refused"
        : [401, 403].includes(status) ? "expired" : "cut";
    const why = status >= 500 ? "portal sedang terganggu. Tekan Lanjutkan sebentar lagi." : REASONS[status];
    return { kind, why: (status === 401 ? "" : said) || why || REASONS[0] };
  }

  function mayRetry(error) {
    const status = statusOf(error);
    const passing = !status || status === 423 || misplaced(error) || (status >= 500 && status !== 507);
    return passing && navigator.onLine;
  }

  window.ziFailures = { failure, mayRetry };
})();
