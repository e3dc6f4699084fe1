/* Knowing the same file again after a reload or a restart of the browser, and what it hashes to.
   Offers window.ziMemory to upload-wire.js and uploads.js. */
(function () {
  "use strict";
  const HASHED_UP_TO = 50e6, PREFIX = "zi-unggahan:";

  // The same file on this device, without saying what it is called (53 bits, cyrb53).
  function fingerprint(file) {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (const sign of `${file.name}|${file.size}|${file.lastModified}`) {
      a = Math.imul(a ^ sign.codePointAt(0), 2654435761);
      b = Math.imul(b ^ sign.codePointAt(0), 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  }

  // Only the address of an upload stays on this device; it is of use to its owner alone.
  const storage = {
    findAllUploads: async () => [],
    async findUploadsByFingerprint(mark) {
      const uploadUrl = window.localStorage.getItem(PREFIX + mark);
      return uploadUrl ? [{ uploadUrl, urlStorageKey: PREFIX + mark }] : [];
    },
    async removeUpload(key) { window.localStorage.removeItem(key); },
    async addUpload(mark, upload) {
      try {
        window.localStorage.setItem(PREFIX + mark, upload.uploadUrl);
      } catch {
        // A full or forbidden store costs going on after a reload, not the upload.
      }
      return PREFIX + mark;
    },
  };

  // Only browsers on a safe line can hash; without it the file is simply sent.
  async function sha256(file) {
    if (!window.crypto.subtle || file.size > HASHED_UP_TO) return "";
    const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  window.ziMemory = { fingerprint, sha256, storage };
})();
