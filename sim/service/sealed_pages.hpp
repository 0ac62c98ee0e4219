#pragma once

/// Files of SQLite whose pages end in a checksum, so that a page which is not as it was written is
/// noticed when it is read, and not served.
namespace ordersim::service {

/// At the end of each page, to be asked for (SQLITE_FCNTL_RESERVE_BYTES) before anything is
/// written.
inline constexpr int kSealBytes = 8;

/// The name under which SQLite opens such files. A page of 4096 bytes that does not fit its
/// checksum cannot be read (SQLITE_IOERR_DATA). Files without room for checksums are read as they
/// are, but for what lies behind their first page.
[[nodiscard]] const char* sealed_vfs();

}  // namespace ordersim::service
