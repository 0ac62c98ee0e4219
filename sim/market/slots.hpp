#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/big_array.hpp"

namespace ordersim::market {

/// Plain values at places that are taken and given back; the place given last is taken first (it is
/// in cache). Values never move: growth copies nothing, and memory grows to the most ever taken at
/// once. O(1). Requires: no more than 2^32 - 1 places.
template <class Value>
class Slots {
public:
    /// The place of a value that is whatever it was.
    [[nodiscard]] std::uint32_t take() {
        if (free_.empty()) {
            if (made_ == room_) {
                grow();
            }
            return made_++;
        }
        const std::uint32_t place = free_.back();
        free_.pop_back();
        return place;
    }
    void give(std::uint32_t place) { free_.push_back(place); }

    [[nodiscard]] Value& operator[](std::uint32_t place) {
        const unsigned page = page_of(place);
        return pages_[page][place - first_of(page)];
    }
    [[nodiscard]] const Value& operator[](std::uint32_t place) const {
        const unsigned page = page_of(place);
        return pages_[page][place - first_of(page)];
    }
    [[nodiscard]] std::size_t taken() const { return made_ - free_.size(); }

private:
    /// The first page has so many places; each further one as many as all before it.
    static constexpr unsigned kFirstBits = 12;
    static constexpr unsigned kPages = 32 - kFirstBits + 1;

    [[nodiscard]] static unsigned page_of(std::uint32_t place) {
        return static_cast<unsigned>(std::bit_width(place >> kFirstBits));
    }
    [[nodiscard]] static std::uint32_t first_of(unsigned page) {
        return page == 0 ? 0 : std::uint32_t{1} << (kFirstBits + page - 1);
    }
    void grow() {
        const unsigned page = page_of(made_);
        const std::uint32_t count = made_ == 0 ? std::uint32_t{1} << kFirstBits : made_;
        pages_[page] = make_big_array<Value>(count);
        room_ = std::uint64_t{made_} + count;
    }

    std::array<BigArray<Value>, kPages> pages_{};
    std::vector<std::uint32_t> free_;
    std::uint32_t made_ = 0;
    std::uint64_t room_ = 0;
};

}  // namespace ordersim::market
