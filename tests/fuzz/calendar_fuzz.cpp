#include "sim/kernel/calendar.hpp"

#include "tests/fuzz/fuzz.hpp"

#include <map>
#include <tuple>
#include <utility>

// The event calendar against a std::map that is sorted by what an event is made of. The input is a
// list of operations, whose delays are of all magnitudes.

using namespace ordersim;
using namespace ordersim::kernel;
using ordersim::fuzz::Bytes;
using ordersim::fuzz::require;

namespace {

constexpr std::size_t kPendingMax = 5000;
constexpr std::size_t kShownMax = 200;

/// Time, entity, rank, sequence, payload: in this order by the meaning of the words.
using Parts = std::tuple<std::int64_t, std::uint32_t, int, std::uint16_t, std::uint16_t>;

Parts parts_of(const Event& event) {
    return {event.at.time_since_epoch().count(), event.entity(), static_cast<int>(event.rank()),
            event.sequence(), event.payload()};
}

class Twin {
public:
    void push(std::int64_t delay, Bytes& bytes) {
        const std::int64_t latest = kNever.time_since_epoch().count() - 1;
        const std::int64_t at = delay < latest - now_ ? now_ + delay : latest;
        const std::uint8_t mark = bytes.byte();
        const auto entity = static_cast<std::uint32_t>((mark & 7U) << (mark & 8U ? 29U : 0U));
        const int rank = (mark >> 4U) % 3;
        const auto sequence = static_cast<std::uint16_t>((mark >> 6U) * 5461U);
        const std::uint16_t payload = mark & 1U;
        calendar_.push(Event::make(SimTime(SimDuration(at)), entity, static_cast<Rank>(rank),
                                   sequence, payload));
        ++pending_[{at, entity, rank, sequence, payload}];
        ++size_;
    }

    void pop() {
        if (size_ == 0) {
            return;
        }
        const auto first = pending_.begin();
        require(parts_of(calendar_.pop()) == first->first, "calendar: another event is popped");
        now_ = std::get<0>(first->first);
        if (--first->second == 0) {
            pending_.erase(first);
        }
        --size_;
    }

    void clear() {
        calendar_.clear();
        pending_.clear();
        size_ = 0;
        now_ = 0;
    }

    void move() {
        Calendar moved(std::move(calendar_));
        calendar_ = std::move(moved);
    }

    void check() const {
        require(calendar_.size() == size_, "calendar: its size differs");
        require(calendar_.empty() == pending_.empty(), "calendar: empty it is not, or is");
        const SimTime next =
            pending_.empty() ? kNever : SimTime(SimDuration(std::get<0>(pending_.begin()->first)));
        require(calendar_.next_at() == next, "calendar: the next event is due at another time");
    }

    /// What it shows ahead is what will come, but for what is due now and may be passed over.
    void check_ahead() const {
        auto expected = pending_.begin();
        int left = expected == pending_.end() ? 0 : expected->second;
        for (std::size_t n = 0; n < kShownMax; ++n) {
            const Event* const shown = calendar_.ahead(n);
            if (shown == nullptr) {
                return;
            }
            while (expected != pending_.end() &&
                   (left == 0 || expected->first != parts_of(*shown))) {
                require(left == 0 || std::get<0>(expected->first) == now_,
                        "calendar: an event is shown ahead of one that comes first");
                ++expected;
                left = expected == pending_.end() ? 0 : expected->second;
            }
            require(expected != pending_.end(), "calendar: an event is shown that does not come");
            --left;
        }
    }

    [[nodiscard]] bool is_empty() const { return size_ == 0; }
    [[nodiscard]] bool is_full() const { return size_ >= kPendingMax; }

private:
    Calendar calendar_;
    std::map<Parts, int> pending_;
    std::size_t size_ = 0;
    std::int64_t now_ = 0;
};

/// A delay whose highest bit is any, and whose low bits are all zeros, all ones or given.
std::int64_t delay(Bytes& bytes) {
    const std::uint8_t kind = bytes.byte();
    const std::uint64_t top = std::uint64_t{1} << (kind & 63U) >> 1U;
    switch (kind >> 6U) {
    case 0: return static_cast<std::int64_t>(top);
    case 1: return static_cast<std::int64_t>(top * 2 - (top > 0 ? 1 : 0));
    case 2: return static_cast<std::int64_t>(top | (bytes.number(1) & (top - (top > 0 ? 1 : 0))));
    default: return static_cast<std::int64_t>(top | (bytes.number(4) & (top - (top > 0 ? 1 : 0))));
    }
}

void operate(Twin& twin, Bytes& bytes) {
    const std::uint8_t choice = bytes.byte();
    const std::uint32_t count = 1U + (choice >> 3U);
    switch (choice & 7U) {
    case 0: twin.push(0, bytes); break;
    case 1:
    case 2: twin.push(delay(bytes), bytes); break;
    case 3: {
        const std::int64_t burst = delay(bytes);
        for (std::uint32_t i = 0; i < count * 8 && !twin.is_full(); ++i) {
            twin.push(burst, bytes);
        }
        break;
    }
    case 4: {
        const std::int64_t apart = delay(bytes) >> 8U;
        for (std::int64_t i = 0; i < count && !twin.is_full(); ++i) {
            twin.push(i * apart, bytes);
        }
        break;
    }
    case 5:
        for (std::uint32_t i = 0; i < count; ++i) {
            twin.pop();
        }
        break;
    case 6: twin.check_ahead(); break;
    default:
        if (choice == 0xff) {
            twin.clear();
        } else if (choice == 0xf7) {
            twin.move();
        } else {
            twin.pop();
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes(data, size);
    Twin twin;
    while (!bytes.empty() && !twin.is_full()) {
        operate(twin, bytes);
        twin.check();
    }
    twin.check_ahead();
    while (!twin.is_empty()) {
        twin.pop();
        twin.check();
    }
    return 0;
}
