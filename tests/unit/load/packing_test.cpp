#include "sim/load/packing.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <limits>

using namespace ordersim;
using namespace ordersim::load;

namespace {

enum class Colour : std::uint8_t { red, green = 200 };
using Instant = std::chrono::steady_clock::time_point;

template <class Value>
Value there_and_back(const Value& value) {
    Packer packer;
    packer(value);
    Value back{};
    Unpacker unpacker(packer.bytes());
    unpacker(back);
    CHECK(unpacker.is_at_end());
    return back;
}

}  // namespace

TEST_CASE("packing: what is packed comes back, at the ends of its range too") {
    for (const std::int64_t number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-64},
                                      std::int64_t{-1}, std::int64_t{0}, std::int64_t{63},
                                      std::numeric_limits<std::int64_t>::max()}) {
        CHECK(there_and_back(number) == number);
        CHECK(there_and_back(Money{number}).minor == number);
        CHECK(there_and_back(Instant(std::chrono::nanoseconds(number))).time_since_epoch() ==
              std::chrono::nanoseconds(number));
    }
    CHECK(there_and_back(~std::uint64_t{0}) == ~std::uint64_t{0});
    CHECK(there_and_back(std::uint8_t{255}) == 255);
    CHECK(there_and_back(Colour::green) == Colour::green);
    CHECK(there_and_back(true));
    CHECK(there_and_back(-0.1) == -0.1);
    CHECK(there_and_back(std::string("a\0b\n", 4)) == std::string("a\0b\n", 4));
    CHECK(there_and_back(std::vector<std::string>{"one", "", "three"}) ==
          std::vector<std::string>{"one", "", "three"});
    CHECK(there_and_back(std::optional<std::uint32_t>()) == std::nullopt);
    CHECK(there_and_back(std::optional<std::uint32_t>(7)) == 7);
}

TEST_CASE("packing: small numbers take a byte, whatever their sign") {
    Packer packer;
    packer(std::uint64_t{127}, std::int64_t{-64}, std::int64_t{63}, Colour::red, false);
    CHECK(packer.bytes().size() == 5);
}

TEST_CASE("packing: bytes that are cut off or too many are no value") {
    Packer packer;
    packer(std::string("a long enough text"), std::uint64_t{1} << 40U);
    for (std::size_t size = 0; size <= packer.bytes().size() + 1; ++size) {
        std::string bytes = packer.bytes() + "x";
        bytes.resize(size);
        std::string text;
        std::uint64_t number = 0;
        Unpacker unpacker(bytes);
        unpacker(text, number);
        CHECK(unpacker.is_at_end() == (size == packer.bytes().size()));
    }
    // A number without an end, and a list that claims more than there is.
    const std::string endless(20, '\xff');
    std::uint64_t number = 0;
    Unpacker unpacker(endless);
    unpacker(number);
    CHECK_FALSE(unpacker.is_at_end());
    std::vector<std::uint64_t> list;
    Unpacker greedy(std::string_view(endless).substr(0, 3));
    greedy(list);
    CHECK_FALSE(greedy.is_at_end());
    CHECK(list.empty());
}
