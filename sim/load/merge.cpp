#include "sim/load/merge.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "sim/load/setup.hpp"
#include "sim/load/witness.hpp"

namespace ordersim::load {
namespace {

/// A shard's calls, one after the other, as those of the whole load.
class Stream {
public:
    explicit Stream(HistoryReader& shard)
        : shard_(shard),
          set_right_(shard.end().clock_before, shard.end().clock_after),
          origin_ns_(nanoseconds(shard.end().origin)) {
        advance();
    }

    /// When the next comes, since the shard began; max(): none comes.
    [[nodiscard]] Wall::time_point at() const {
        if (!event_) {
            return Wall::time_point::max();
        }
        const auto* leaving = std::get_if<Leaving>(&*event_);
        return leaving != nullptr ? leaving->at : std::get<Heard>(*event_).times.done;
    }
    void tell(Witness& witness) {
        if (const auto* leaving = std::get_if<Leaving>(&*event_)) {
            witness.leaves(*leaving);
        } else {
            witness.comes(std::get<Heard>(*event_));
        }
        advance();
    }

private:
    void advance() {
        event_ = shard_.next();
        if (Heard* heard = event_ ? std::get_if<Heard>(&*event_) : nullptr) {
            judge::Observation& seen = heard->seen;
            seen.called_ns = set_right_(origin_ns_ + nanoseconds(heard->times.sent));
            seen.returned_ns = set_right_(origin_ns_ + nanoseconds(heard->times.done));
            const Shard& shard = shard_.head().shard;
            seen.caller = seen.caller * shard.count + shard.index;
            seen.key = seen.key == 0 ? 0 : seen.key * shard.count + shard.index;
        }
    }

    HistoryReader& shard_;
    SetRight set_right_;
    std::int64_t origin_ns_;
    std::optional<HistoryReader::Event> event_;
};

void tell_all(std::vector<HistoryReader>& shards, Witness& witness) {
    std::vector<Stream> streams(shards.begin(), shards.end());
    const auto next = [&streams] { return std::ranges::min_element(streams, {}, &Stream::at); };
    for (auto stream = next(); stream->at() != Wall::time_point::max(); stream = next()) {
        stream->tell(witness);
    }
}

/// How the shards' clocks stand to the service's.
struct Clocks {
    std::int64_t within_ns = 0;  ///< the widest uncertainty
    Wall::duration apart{};      ///< from the first that began to the last
};

Clocks clocks_of(const std::vector<HistoryReader>& shards) {
    Clocks clocks;
    std::vector<std::int64_t> begun;
    for (const HistoryReader& shard : shards) {
        const ShardEnd& end = shard.end();
        const SetRight set_right(end.clock_before, end.clock_after);
        clocks.within_ns = std::max(clocks.within_ns, set_right.within_ns());
        begun.push_back(set_right(nanoseconds(end.origin)));
    }
    const auto [first, last] = std::ranges::minmax(begun);
    clocks.apart = std::chrono::nanoseconds(last - first);
    return clocks;
}

/// Whether the latencies that the shards counted add up to those of their histories.
bool adds_up(const std::vector<HistoryReader>& shards, const measure::Histogram& merged) {
    std::map<std::uint64_t, std::uint64_t> counts;
    for (const HistoryReader& shard : shards) {
        for (const auto& bucket : shard.end().latency) {
            counts[bucket.low] += bucket.count;
        }
    }
    const auto buckets = merged.buckets();
    return counts.size() == buckets.size() &&
           std::ranges::all_of(buckets, [&counts](const measure::Histogram::Bucket& bucket) {
               const auto found = counts.find(bucket.low);
               return found != counts.end() && found->second == bucket.count;
           });
}

}  // namespace

tl::expected<LoadOutcome, std::string> merge_shards(const scenario::Variant& variant,
                                                    const LoadConfig& config,
                                                    std::vector<HistoryReader>& shards) {
    const double factor = shards.front().end().clock_factor;
    judge::JudgeConfig judge = judge_config(config, factor);
    const Clocks clocks = clocks_of(shards);
    judge.clock.tolerance_ns += clocks.within_ns;
    Witness witness(variant.policy, judge);
    witness.begin(Wall::time_point{}, config.warm_up, nullptr);
    tell_all(shards, witness);

    LoadOutcome merged;
    std::optional<wire::ToldBooks> before;
    std::optional<wire::ToldBooks> after;
    for (const HistoryReader& shard : shards) {
        const ShardEnd& end = shard.end();
        merged.add(end.sums);
        // Before the first began, and after the last had ended.
        before = before && end.books_before && before->at < end.books_before->at
                     ? before
                     : end.books_before;
        after = after && end.books_after && after->at > end.books_after->at ? after
                                                                            : end.books_after;
    }
    witness.finish(before, after);
    if (!adds_up(shards, witness.recording().all().latency)) {
        return tl::unexpected(
            std::string("the latencies that the shards counted are not those of the calls in their "
                        "files: they were written by another program; run all shards again"));
    }
    merged.verdict = witness.explained_verdict();
    merged.recording = witness.take_recording();
    merged.placed = witness.take_arrivals();
    merged.variant = variant;
    merged.variant.params = meant(variant.params, config, factor);
    merged.measured_from = SimTime{} + on_orders_clock(config.warm_up, factor);
    merged.until = SimTime{} + on_orders_clock(config.duration, factor);
    merged.clock_factor = factor;
    merged.shards = static_cast<std::uint32_t>(shards.size());
    merged.shards_apart = clocks.apart;
    return merged;
}

}  // namespace ordersim::load
