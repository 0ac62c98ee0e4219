#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "sim/service/sqlite_store.hpp"

/// What the service makes of stores, a path a line of standard input: their content as one number,
/// or the words with which it refuses them.
///
///   store_reader KEYS    the file of keys under which replies may be kept, one a line
namespace {

using namespace ordersim;

/// FNV-1a over all that goes in.
class Digest {
public:
    void take(std::string_view bytes) {
        take_number(bytes.size());
        for (const char byte : bytes) {
            step(static_cast<unsigned char>(byte));
        }
    }
    void take_number(std::uint64_t number) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            step(static_cast<unsigned char>(number >> shift));
        }
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    void step(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3U; }
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::string read(const std::string& path, const std::string& keys_path) {
    const auto opened = service::SqliteStore::open(path, {0, 1});
    if (!opened) {
        return "refused: " + opened.error().message;
    }
    service::SqliteStore& store = **opened;
    Digest digest;
    digest.take_number(static_cast<std::uint64_t>(store.origin().unix_us));
    store.for_each([&](const service::StoredOrder& stored) {
        digest.take_number(stored.id);
        digest.take(stored.buyer);
        digest.take(stored.seller);
        digest.take_number(static_cast<std::uint64_t>(stored.placed_at.time_since_epoch().count()));
        digest.take({reinterpret_cast<const char*>(&stored.order), sizeof(stored.order)});
        for (const service::Message& message : store.messages(stored.id)) {
            digest.take_number(static_cast<std::uint64_t>(message.from));
            digest.take_number(static_cast<std::uint64_t>(message.at.time_since_epoch().count()));
            digest.take(message.text);
        }
    });
    std::ifstream keys(keys_path);
    for (std::string key; std::getline(keys, key);) {
        const service::KeptReply* kept = store.reply_of(key);
        digest.take_number(kept == nullptr ? 0 : kept->status);
        if (kept != nullptr) {
            digest.take(kept->request);
            digest.take(kept->body);
            digest.take(kept->etag);
            digest.take_number(static_cast<std::uint64_t>(kept->kept_at));
        }
    }
    if (const auto synced = store.sync(); !synced) {
        return "refused: " + synced.error().message;
    }
    return std::to_string(digest.value());
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        std::puts("usage: store_reader KEYS");
        return 2;
    }
    std::ifstream paths("/dev/stdin");
    for (std::string path; std::getline(paths, path);) {
        std::puts(read(path, words[1]).c_str());
        std::fflush(stdout);
    }
}
