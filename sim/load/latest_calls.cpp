#include "sim/load/latest_calls.hpp"

#include <algorithm>

#include "sim/load/packed_observation.hpp"

namespace ordersim::load {
namespace {

/// A call with where the one before it about its order is.
struct Kept {
    std::uint64_t back = 0;  ///< by how many bytes; 0: there is none
    std::int64_t called_ns = 0;
    std::int64_t took_ns = 0;
    judge::Observation seen;
};

template <class Archive>
void fields(Archive& archive, Packs<Kept> auto& kept) {
    archive(kept.back, kept.called_ns, kept.took_ns, kept.seen);
}

}  // namespace

void LatestCalls::take(const judge::Observation& seen) {
    // No call takes as many bytes as it has in memory.
    if (pages_.empty() || pages_.back().size() + sizeof(Kept) > kPage) {
        pages_.emplace_back().reserve(kPage);
        if (pages_.size() * kPage > std::max(bytes_most_, kPage)) {
            pages_.pop_front();
            ++first_page_;
        }
    }
    latest_.resize(std::max<std::size_t>(latest_.size(), seen.order + 1));
    std::string& page = pages_.back();
    const std::uint64_t place = (first_page_ + pages_.size() - 1) * kPage + page.size() + 1;
    std::uint64_t& latest = latest_[seen.order];
    Packer pack;
    pack(Kept{latest == 0 ? 0 : place - latest, seen.called_ns, seen.returned_ns - seen.called_ns,
              seen});
    page += pack.bytes();
    latest = place;
}

std::vector<judge::Observation> LatestCalls::of(std::uint64_t order) const {
    std::vector<judge::Observation> calls;
    std::uint64_t place = order < latest_.size() ? latest_[order] : 0;
    while (place != 0 && (place - 1) / kPage >= first_page_) {
        const std::string& page = pages_[(place - 1) / kPage - first_page_];
        Kept kept;
        Unpacker unpack(std::string_view(page).substr((place - 1) % kPage));
        unpack(kept);
        kept.seen.called_ns = kept.called_ns;
        kept.seen.returned_ns = kept.called_ns + kept.took_ns;
        calls.push_back(kept.seen);
        place = kept.back == 0 ? 0 : place - kept.back;
    }
    std::ranges::reverse(calls);
    return calls;
}

}  // namespace ordersim::load
