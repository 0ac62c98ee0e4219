#include "sim/service/sealed_pages.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "sim/base/assert.hpp"

namespace ordersim::service {
namespace {

constexpr int kPage = 4096;
/// Where the first page says how much is kept free at the end of each.
constexpr std::size_t kReservedAt = 20;

using Page = std::array<char, kPage>;

/// Depends on every bit and on its place: each step can be undone, so that one that differs stays
/// different unless a later one makes up for it.
std::uint64_t seal_of(const char* page) {
    std::uint64_t seal = 0x9e3779b97f4a7c15U;
    for (std::size_t at = 0; at < kPage - kSealBytes; at += sizeof(seal)) {
        std::uint64_t word = 0;
        std::memcpy(&word, page + at, sizeof(word));
        seal = (seal ^ word) * 0xff51afd7ed558ccdU;
        seal ^= seal >> 32U;
    }
    return seal;
}

bool is_sealed(const char* page) {
    std::uint64_t seal = 0;
    std::memcpy(&seal, page + kPage - kSealBytes, sizeof(seal));
    return seal == seal_of(page);
}

/// A page that was never written, which nobody but SQLite's own checks can judge.
bool is_blank(const char* page) {
    return std::all_of(page, page + kPage, [](char byte) { return byte == 0; });
}

/// SQLite's own methods for the files of this system, and those with reading and writing replaced.
struct Methods {
    const sqlite3_io_methods* own = nullptr;
    sqlite3_io_methods sealing{};
};
Methods& methods() {
    static Methods known;
    return known;
}

int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
    const int status = methods().own->xRead(file, bytes, count, offset);
    const auto* const page = static_cast<const char*>(bytes);
    if (status != SQLITE_OK || count != kPage || is_sealed(page)) {
        return status;
    }
    const bool has_no_room = offset == 0 && page[kReservedAt] != kSealBytes;
    return has_no_room || is_blank(page) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    if (count != kPage) {
        return methods().own->xWrite(file, bytes, count, offset);
    }
    Page page{};
    std::memcpy(page.data(), bytes, page.size());
    const std::uint64_t seal = seal_of(page.data());
    std::memcpy(page.data() + kPage - kSealBytes, &seal, sizeof(seal));
    return methods().own->xWrite(file, page.data(), count, offset);
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    auto* const own = static_cast<sqlite3_vfs*>(vfs->pAppData);
    const int status = own->xOpen(own, name, file, flags, flags_out);
    if (status == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
        Methods& known = methods();
        if (known.own == nullptr) {
            known.own = file->pMethods;
            known.sealing = *file->pMethods;
            known.sealing.iVersion = std::min(known.sealing.iVersion, 2);  // no pages by mmap
            known.sealing.xRead = read;
            known.sealing.xWrite = write;
        }
        ORDERSIM_ASSERT(file->pMethods == known.own);
        file->pMethods = &known.sealing;
    }
    return status;
}

}  // namespace

const char* sealed_vfs() {
    static sqlite3_vfs vfs{};
    if (vfs.zName == nullptr) {
        sqlite3_vfs* const own = sqlite3_vfs_find(nullptr);
        vfs = *own;
        vfs.pNext = nullptr;
        vfs.pAppData = own;
        vfs.xOpen = open;
        vfs.zName = "ordersim-sealed";
        ORDERSIM_ASSERT(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
    }
    return vfs.zName;
}

}  // namespace ordersim::service
