#include "sim/scenario/orders.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

#include <string>

// The reader of order tables: whatever the file holds, each row is used or counted by reason, and
// nothing that is used makes no sense. The input is the file.

using namespace ordersim::scenario;
using ordersim::fuzz::require;

namespace {

void check_order(const OrderFile& file, const RealOrder& order) {
    require(order.has(Stamp::created_at), "orders: an order that was never placed");
    for (const Instant at : order.at) {
        require(at == kNoInstant || at >= 0, "orders: an instant before 1970");
        require(at == kNoInstant || at <= file.end, "orders: an instant after the file's end");
    }
    require(order[Stamp::created_at] >= file.first, "orders: an order before the first");
    require(!(order.amount < 0), "orders: a negative amount");
    require(order.seller <= file.sellers, "orders: a seller who was not counted");
    for (std::size_t i = 0; i < kWordColumns; ++i) {
        require(!file.word(order, static_cast<WordColumn>(i)).empty() || order.word[i] == kNoWord,
                "orders: a word that is nothing");
    }
}

void check_file(const OrderFile& file) {
    std::uint64_t dropped = 0;
    for (const Dropped& item : file.dropped) {
        require(item.count > 0 && !item.lines.empty() && item.lines.size() <= kLinesNamed,
                "orders: rows dropped without a line");
        require(!item.reason.empty(), "orders: rows dropped without a reason");
        dropped += item.count;
    }
    require(file.orders.size() + dropped == file.rows, "orders: a row is unaccounted for");
    require(!file.orders.empty(), "orders: a file without orders is read");
    std::uint64_t line = 1;
    for (const RealOrder& order : file.orders) {
        require(order.line > line, "orders: lines do not rise");
        line = order.line;
        check_order(file, order);
    }
}

void check(const OrderRequest& request) {
    const auto file = read_orders(request);
    if (file) {
        check_file(*file);
        const auto again = read_orders(request);
        require(again && again->digest == file->digest, "orders: read again, another file");
    } else {
        require(!file.error().empty() && !file.error().front().empty(),
                "orders: refused without a word");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ordersim::fuzz::Scratch scratch;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    OrderRequest request;
    request.path = scratch.write("orders.csv", text);
    check(request);
    request.dates = DateOrder::dmy;
    request.until = "2020-01-05";
    check(request);
    return 0;
}
