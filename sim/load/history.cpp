#include "sim/load/history.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "sim/load/packed_observation.hpp"

namespace ordersim::load {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "ordersim.load-shard/2\n";
constexpr const char* kEnding = ".shard";
constexpr const char* kBeginning = "load-";
/// No record that was written whole is longer.
constexpr std::uint64_t kRecordMost = 1U << 20U;

std::string in_quotes(const std::string& text) { return "'" + text + "'"; }

tl::unexpected<std::string> refused(std::string message) {
    return tl::unexpected(std::move(message));
}

tl::unexpected<std::string> damaged(const std::string& path) {
    return refused("the shard " + in_quotes(path) + " is damaged, or of another version of the "
                   "program; what it sent is not known any more: run all shards again");
}

std::string digest_line(const Fingerprint& digest) { return "digest " + digest.text() + "\n"; }

enum class RecordKind : std::uint8_t { head, leaving, heard, end };
RecordKind kind_of(const ShardHead& /*head*/) { return RecordKind::head; }
RecordKind kind_of(const Leaving& /*leaving*/) { return RecordKind::leaving; }
RecordKind kind_of(const Heard& /*heard*/) { return RecordKind::heard; }
RecordKind kind_of(const ShardEnd& /*end*/) { return RecordKind::end; }

Wall::time_point since(Wall::time_point origin, Wall::time_point at) {
    return Wall::time_point(at - origin);
}

bool is_shard(const fs::path& path) {
    return path.extension() == kEnding && path.filename().string().starts_with(kBeginning);
}

/// What makes the two shards of different loads; empty: nothing.
std::string difference(const ShardHead& one, const ShardHead& other) {
    if (one.command != other.command) {
        return in_quotes(one.command) + " and " + in_quotes(other.command);
    }
    if (one.scenario_hash != other.scenario_hash) {
        return "scenario " + one.scenario_hash + " and " + other.scenario_hash;
    }
    if (one.shard.count != other.shard.count) {
        return std::to_string(one.shard.count) + " shards and " +
               std::to_string(other.shard.count);
    }
    if (one.begin_at_s != other.begin_at_s) {
        return "--begin-at " + std::to_string(one.begin_at_s) + " and " +
               std::to_string(other.begin_at_s);
    }
    return {};
}

/// Why a shard is none of those found before; empty: it is.
std::string misfit_of(const HistoryReader& shard,
                      const std::map<std::uint32_t, HistoryReader>& by_index) {
    if (by_index.empty()) {
        return {};
    }
    const HistoryReader& first = by_index.begin()->second;
    if (const std::string differs = difference(first.head(), shard.head()); !differs.empty()) {
        return "two loads: " + in_quotes(first.path()) + " and " + in_quotes(shard.path()) +
               " are of " + differs + "; merge them one by one";
    }
    const auto same = by_index.find(shard.head().shard.index);
    if (same == by_index.end()) {
        return {};
    }
    return in_quotes(same->second.path()) + " and " + in_quotes(shard.path()) +
           " are both shard " + shard.head().shard.text() +
           "; keep the one that ran with the others";
}

}  // namespace

template <class Archive>
void fields(Archive& archive, Packs<Shard> auto& shard) {
    archive(shard.index, shard.count);
}

template <class Archive>
void fields(Archive& archive, Packs<ShardHead> auto& head) {
    archive(head.version, head.command, head.scenario_hash, head.shard, head.begin_at_s);
}

template <class Archive>
void fields(Archive& archive, Packs<LoadSums> auto& sums) {
    auto measured = sums.measured.count();
    archive(sums.orders_placed, sums.adopted, sums.races, sums.probes, sums.given_up,
            sums.exhausted, sums.not_offered, sums.unreadable, sums.is_interrupted,
            sums.is_hopeless, measured);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(sums)>>) {
        sums.measured = Wall::duration(measured);
    }
}

template <class Archive>
void fields(Archive& archive, Packs<ClockReading> auto& reading) {
    archive(reading.at_ns, reading.ahead_ns, reading.within_ns);
}

template <class Archive>
void fields(Archive& archive, Packs<wire::ToldBooks> auto& told) {
    auto& books = told.books;
    archive(books.orders, books.captured, books.refunded, books.stock_taken, told.at);
}

template <class Archive>
void fields(Archive& archive, Packs<measure::Histogram::Bucket> auto& bucket) {
    archive(bucket.low, bucket.high, bucket.count);
}

template <class Archive>
void fields(Archive& archive, Packs<ShardEnd> auto& end) {
    archive(end.sums, end.clock_factor, end.origin, end.clock_before, end.clock_after,
            end.books_before, end.books_after, end.latency);
}

template <class Archive>
void fields(Archive& archive, Packs<Leaving> auto& leaving) {
    archive(leaving.at, leaving.order, leaving.is_first, leaving.is_recorded);
}

template <class Archive>
void fields(Archive& archive, Packs<Heard> auto& heard) {
    auto& times = heard.times;
    archive(times.intended, times.asked, times.sent, times.done, heard.is_recorded,
            heard.is_refused, heard.is_failed, heard.is_tried_again, heard.seen);
}

void LoadSums::add(const LoadSums& other) {
    orders_placed += other.orders_placed;
    adopted += other.adopted;
    races += other.races;
    probes += other.probes;
    given_up += other.given_up;
    exhausted += other.exhausted;
    not_offered += other.not_offered;
    for (const std::string& reply : other.unreadable) {
        if (unreadable.size() < kUnreadableKept) {
            unreadable.push_back(reply);
        }
    }
    is_interrupted = is_interrupted || other.is_interrupted;
    is_hopeless = is_hopeless || other.is_hopeless;
    measured = std::max(measured, other.measured);
}

tl::expected<HistoryWriter, std::string> HistoryWriter::create(const std::string& folder,
                                                               const ShardHead& head) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return refused("cannot make the folder " + in_quotes(folder) + ": " + error.message() +
                       "; give another --out");
    }
    const std::string name = kBeginning + std::to_string(head.shard.index + 1) + "-of-" +
                             std::to_string(head.shard.count) + kEnding;
    if (fs::exists(fs::path(folder) / name)) {
        return refused("the shard " + in_quotes((fs::path(folder) / name).string()) +
                       " is there already; give another --out");
    }
    auto file = OutputFile::create(fs::path(folder) / name);
    if (!file) {
        return refused(file.error().message);
    }
    HistoryWriter writer(std::move(*file));
    writer.write_bytes(kFormat);
    writer.write(head);
    return writer;
}

void HistoryWriter::write_bytes(std::string_view bytes) {
    digest_.add(bytes);
    file_.write(bytes);
}

template <class Record>
void HistoryWriter::write(const Record& record) {
    Packer body;
    body(kind_of(record), record);
    Packer length;
    length(body.bytes().size());
    write_bytes(length.bytes());
    write_bytes(body.bytes());
}

void HistoryWriter::leaves(Leaving leaving) {
    leaving.at = since(origin_, leaving.at);
    write(leaving);
}

void HistoryWriter::comes(Heard heard) {
    CallTimes& times = heard.times;
    for (Wall::time_point* at : {&times.intended, &times.asked, &times.sent, &times.done}) {
        *at = since(origin_, *at);
    }
    write(heard);
}

tl::expected<void, std::string> HistoryWriter::end(const ShardEnd& end) {
    write(end);
    file_.write(digest_line(digest_));
    if (const auto committed = file_.commit(); !committed) {
        return refused(committed.error().message + "; without this shard the load cannot be "
                                                   "merged: make room, and run all shards again");
    }
    return {};
}

tl::expected<ShardHead, std::string> HistoryReader::head_of(const std::string& path) {
    HistoryReader reader(path);
    if (!reader.read_head()) {
        return damaged(path);
    }
    return reader.head_;
}

tl::expected<HistoryReader, std::string> HistoryReader::open(const std::string& path) {
    HistoryReader reader(path);
    if (!reader.read_head() || !reader.check_rest()) {
        return damaged(path);
    }
    return reader;
}

bool HistoryReader::read_head() {
    std::string format(kFormat.size(), '\0');
    file_.read(format.data(), static_cast<std::streamsize>(format.size()));
    digest_.add(format);
    if (!file_ || format != kFormat || !read_record()) {
        return false;
    }
    RecordKind kind{};
    Unpacker head(record_);
    head(kind, head_);
    return kind == RecordKind::head && head.is_at_end();
}

bool HistoryReader::check_rest() {
    const std::streampos events = file_.tellg();
    do {
        if (!read_record()) {
            return false;
        }
    } while (static_cast<RecordKind>(record_.front()) != RecordKind::end);
    RecordKind kind{};
    Unpacker end(record_);
    end(kind, end_);
    const std::string wanted = digest_line(digest_);
    std::string found(wanted.size(), '\0');
    file_.read(found.data(), static_cast<std::streamsize>(found.size()));
    const bool is_whole = end.is_at_end() && file_ && found == wanted &&
                          file_.peek() == std::ifstream::traits_type::eof();
    file_.clear();
    file_.seekg(events);
    return is_whole;
}

bool HistoryReader::read_record() {
    std::string length;
    do {
        length += static_cast<char>(file_.get());
    } while (file_ && (length.back() & 0x80) != 0 && length.size() < 4);
    std::uint64_t size = 0;
    Unpacker reads(length);
    reads(size);
    if (!file_ || !reads.is_at_end() || size == 0 || size > kRecordMost) {
        return false;
    }
    record_.resize(size);
    file_.read(record_.data(), static_cast<std::streamsize>(size));
    digest_.add(length);
    digest_.add(record_);
    return static_cast<bool>(file_);
}

std::optional<HistoryReader::Event> HistoryReader::next() {
    if (!read_record()) {
        return std::nullopt;
    }
    Unpacker record(record_);
    RecordKind kind{};
    record(kind);
    if (kind == RecordKind::leaving) {
        Leaving leaving;
        record(leaving);
        return leaving;
    }
    if (kind == RecordKind::heard) {
        Heard heard;
        record(heard);
        return heard;
    }
    return std::nullopt;
}

std::vector<std::string> shards_in(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (is_shard(entry.path())) {
            paths.push_back(entry.path().string());
        }
    }
    std::ranges::sort(paths);
    return paths;
}

tl::expected<std::vector<HistoryReader>, std::string> gather_shards(
    const std::vector<std::string>& folders) {
    std::map<std::uint32_t, HistoryReader> by_index;
    for (const std::string& folder : folders) {
        for (const std::string& path : shards_in(folder)) {
            auto shard = HistoryReader::open(path);
            if (!shard) {
                return refused(shard.error());
            }
            if (auto misfit = misfit_of(*shard, by_index); !misfit.empty()) {
                return refused(std::move(misfit));
            }
            by_index.emplace(shard->head().shard.index, std::move(*shard));
        }
    }
    if (by_index.empty()) {
        return refused("there are no shards of a load in " + in_quotes(folders.front()) +
                       "; name a folder that was the --out of --shard");
    }
    const std::uint32_t count = by_index.begin()->second.head().shard.count;
    std::string missing;
    std::vector<HistoryReader> shards;
    for (std::uint32_t index = 0; index < count; ++index) {
        if (const auto found = by_index.find(index); found != by_index.end()) {
            shards.push_back(std::move(found->second));
        } else {
            missing += (missing.empty() ? "" : ", ") + Shard{index, count}.text();
        }
    }
    if (!missing.empty()) {
        return refused("of the load's shards missing are " + missing + "; name all folders that "
                       "were their --out, or, if one never ended, run all shards again");
    }
    return shards;
}

}  // namespace ordersim::load
