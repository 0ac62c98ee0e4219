#include "sim/service/sqlite_log.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <set>
#include <string_view>

namespace ordersim::service {
namespace {

// The format is that of https://www.sqlite.org/fileformat2.html#walformat.
constexpr std::size_t kHead = 32;       ///< of the log
constexpr std::size_t kFrameHead = 24;  ///< of a page in it
constexpr std::size_t kSummed = 8;      ///< of a frame's head
constexpr std::size_t kSalts = 8;       ///< where the salts begin in it; in the log's, twice that
constexpr std::uint32_t kMagic = 0x377f0682;

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
    }
    return number;
}

struct Sum {
    std::uint32_t first = 0;
    std::uint32_t second = 0;

    /// Requires: a multiple of 8 bytes. Words are as this machine has them, little-endian.
    void add(std::string_view bytes) {
        for (std::size_t at = 0; at < bytes.size(); at += 8) {
            std::array<std::uint32_t, 2> words{};
            std::memcpy(words.data(), bytes.data() + at, sizeof(words));
            first += words[0] + second;
            second += words[1] + first;
        }
    }
    [[nodiscard]] bool is_at(std::string_view bytes, std::size_t at) const {
        return first == big_endian(bytes, at) && second == big_endian(bytes, at + 4);
    }
};

/// Whether the frames, of which the first is not whole, are of more commits than one: something
/// follows what ends a commit, or a page comes twice.
bool are_several_commits(std::string_view frames, std::string_view salts, std::size_t size) {
    std::set<std::uint32_t> pages;
    bool is_closed = false;
    bool is_first = true;
    for (; frames.size() >= size; frames.remove_prefix(size)) {
        // What is left of an older log has neither half of the salts.
        const bool has_first = frames.substr(kSalts, 4) == salts.substr(0, 4);
        const bool has_second = frames.substr(kSalts + 4, 4) == salts.substr(4);
        const bool is_of_this_log = is_first ? has_first || has_second : has_first && has_second;
        is_first = false;
        if (!is_of_this_log) {
            continue;
        }
        if (is_closed || !pages.insert(big_endian(frames, 0)).second) {
            return true;
        }
        is_closed = big_endian(frames, 4) != 0;
    }
    return false;
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool is_log_damaged(const std::string& path) {
    const std::string content = content_of(path);
    std::string_view rest = content;
    if (rest.size() < kHead) {
        return false;
    }
    const std::string_view head = rest.substr(0, kHead);
    Sum sum;
    sum.add(head.substr(0, kHead - 8));
    if (big_endian(head, 0) != kMagic || !sum.is_at(head, kHead - 8)) {
        // Nothing is written behind a head before it is synced; one that never was is blank.
        return std::ranges::any_of(head, [](char byte) { return byte != 0; });
    }
    const std::string_view salts = head.substr(2 * kSalts, 8);
    const std::size_t size = kFrameHead + big_endian(head, 8);
    rest.remove_prefix(kHead);
    for (; rest.size() >= size; rest.remove_prefix(size)) {
        sum.add(rest.substr(0, kSummed));
        sum.add(rest.substr(kFrameHead, size - kFrameHead));
        if (rest.substr(kSalts, salts.size()) != salts || !sum.is_at(rest, 2 * kSalts)) {
            return are_several_commits(rest, salts, size);
        }
    }
    return false;
}

}  // namespace ordersim::service
