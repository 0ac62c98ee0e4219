#include "sim/scenario/orders.hpp"

#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

namespace ordersim::scenario {
namespace {

using tests::TempFolder;
using Read = tl::expected<OrderFile, std::vector<std::string>>;

Read read(std::string_view text, OrderRequest request = {}) {
    const TempFolder folder;
    request.path = folder.write("orders.csv", text);
    return read_orders(request);
}

OrderFile require_read(std::string_view text, const OrderRequest& request = {}) {
    const Read file = read(text, request);
    INFO((file ? "" : file.error().front()));
    REQUIRE(file.has_value());
    return *file;
}

/// All sentences, one a line.
std::string errors_of(std::string_view text, const OrderRequest& request = {}) {
    const Read file = read(text, request);
    REQUIRE_FALSE(file.has_value());
    std::string all;
    for (const std::string& error : file.error()) {
        all += error + "\n";
    }
    return all;
}

std::string notes_of(const OrderFile& file) {
    std::string all;
    for (const std::string& note : file.notes) {
        all += note + "\n";
    }
    return all;
}

/// So many good rows that a few bad ones do not weigh.
std::string good_rows(int count) {
    std::string rows;
    for (int i = 0; i < count; ++i) {
        rows +=
            "g" + std::to_string(i) + ",2020-01-0" + std::to_string(1 + i % 9) + ",2020-01-11\n";
    }
    return rows;
}

}  // namespace

TEST_CASE("orders: every column of the schema is read") {
    const OrderFile file = require_read(
        "order_id,created_at,paid_at,shipped_at,delivered_at,cancel_requested_at,"
        "cancel_resolved_at,cancel_outcome,cancel_reason,dispute_opened_at,dispute_closed_at,"
        "dispute_outcome,refund_requested_at,refund_posted_at,payment_method,amount,seller_id,"
        "order_status\n"
        "7,2020-01-01,2020-01-02,2020-01-03,2020-01-04,2020-01-05,2020-01-06,Approved,"
        "Changed Mind,2020-01-07,2020-01-08,buyer,2020-01-09,2020-01-10,credit_card,12.50,s9,"
        "canceled\n");
    REQUIRE(file.orders.size() == 1);
    const RealOrder& order = file.orders.front();
    for (std::size_t i = 0; i < kStamps; ++i) {
        INFO(i);
        CHECK(instant_text(order.at[i]).substr(8, 2) == (i < 9 ? "0" : "") + std::to_string(i + 1));
    }
    CHECK(order.outcome == CancelOutcome::approved);
    CHECK(file.word(order, WordColumn::cancel_reason) == "changed_mind");
    CHECK(file.word(order, WordColumn::dispute_outcome) == "buyer");
    CHECK(file.word(order, WordColumn::payment_method) == "credit_card");
    CHECK(file.word(order, WordColumn::order_status) == "canceled");
    CHECK(order.amount == 12.5);
    CHECK(order.seller == 1);
    CHECK(order.line == 2);
    CHECK(file.columns.size() == 18);
    CHECK(instant_text(file.end) == "2020-01-10 00:00:00");
}

TEST_CASE("orders: Olist's names are known, and names that the user gives") {
    const OrderFile olist = require_read(
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
        "order_delivered_carrier_date,order_delivered_customer_date\n"
        "a,c,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15,2017-10-04 19:55:00,\n");
    CHECK(olist.has(Stamp::shipped_at));
    CHECK(olist.find("created_at")->header == "order_purchase_timestamp");
    CHECK_FALSE(olist.orders.front().has(Stamp::delivered_at));
    CHECK_THAT(notes_of(olist), Catch::Contains("columns not used: 'customer_id'"));

    OrderRequest named;
    named.columns = {{"created_at", "Order Date"}, {"order_id", "No"}};
    CHECK(require_read("No,Order Date\n1,2020-01-01\n", named).orders.size() == 1);
    CHECK(require_read("Order ID, Created At\n1,2020-01-01\n").orders.size() == 1);
}

TEST_CASE("orders: a missing column is named with what it may be called") {
    CHECK(errors_of("order_id,creatd_at\n1,2020-01-01\n") ==
          "has no column 'created_at' (or 'order_purchase_timestamp'); did you mean 'creatd_at'? "
          "Say which it is: --column 'created_at=creatd_at'\n");
    CHECK_THAT(errors_of("x,y\n1,2\n"), Catch::Contains("has no column 'order_id'") &&
                                            Catch::Contains("has no column 'created_at'"));
    CHECK_THAT(errors_of("order_id,created_at,created_at\n1,2020-01-01,2020-01-01\n"),
               Catch::Contains("has 2 columns 'created_at'"));
    OrderRequest wrong;
    wrong.columns = {{"create_at", "order_id"}, {"paid_at", "payd"}};
    CHECK_THAT(errors_of("order_id,created_at,paid\n1,2020-01-01,\n", wrong),
               Catch::Contains("there is no column 'create_at'; did you mean 'created_at'?") &&
                   Catch::Contains("has no column 'payd'; did you mean 'paid'?"));
    CHECK_THAT(notes_of(require_read("order_id,created_at,shiped_at\n1,2020-01-01,\n")),
               Catch::Contains("column 'shiped_at' is not used; did you mean 'shipped_at'?"));
}

TEST_CASE("orders: an empty file, a lone header and a file without use are told apart") {
    CHECK(errors_of("") == "is empty\n");
    CHECK(errors_of("order_id,created_at\n") == "has a header and no rows\n");
    CHECK(errors_of("order_id,created_at\n\n,\n") == "has a header and no rows\n");
    CHECK_THAT(errors_of("order_id,created_at\n1,soon\n2,later\n3,2020-01-01\n"),
               Catch::Contains("3 rows, too few of which can be used: 2 with 'created_at' is no "
                               "date like 2017-10-02 11:07:15 ('soon') (lines 2 and 3)"));
}

TEST_CASE("orders: what is wrong with a row keeps that row out, with its line and reason") {
    const OrderFile file = require_read(
        "order_id,created_at,paid_at,amount,cancel_outcome\n"
        "1,2020-01-01,2020-01-02,5,\n"   // 2
        "2,soon,2020-01-02,5,\n"         // 3
        "3,2020-01-01,2020-01-32,5,\n"   // 4
        "4,1969-12-31,,5,\n"             // 5
        "5,2020-01-01,,-5,\n"            // 6
        "6,2020-01-01,,many,\n"          // 7
        "7,2020-01-01,,5,maybe\n"        // 8
        "8,2020-01-01\n"                 // 9
        "9,2020-01-01,,5,,more\n"        // 10
        "1,2020-01-01,,5,\n"             // 11
        ",2020-01-01,,5,\n"              // 12
        "12,,2020-01-01,5,\n"            // 13
        "\n"                             // 14
        "14,2020-01-01,2620-01-01,5,\n"  // 15
        "20,2020-01-01,,,\n21,2020-01-01,,,\n22,2020-01-01,,,\n23,2020-01-01,,,\n"
        "24,2020-01-01,,,\n25,2020-01-01,,,\n26,2020-01-01,,,\n27,2020-01-01,,,\n"
        "28,2020-01-01,,,\n29,2020-01-01,,,\n30,2020-01-01,,,\n31,2020-01-01,NULL,NaN,n/a\n"
        "32,\"2020-01-01 00:00:00\",,,\n");
    CHECK(file.orders.size() == 14);
    CHECK(file.rows == 26);
    std::vector<std::string> told;
    for (const Dropped& dropped : file.dropped) {
        told.push_back(dropped.reason + ", " + lines_text(dropped));
    }
    const std::vector<std::string> expected{
        "'created_at' is no date like 2017-10-02 11:07:15, line 3",
        "'paid_at' is no date like 2017-10-02 11:07:15, line 4",
        "'amount' is negative, line 6",
        "'amount' is no number like 1234.50, line 7",
        "'cancel_outcome' is none of approved, rejected, auto, withdrawn, line 8",
        "fewer fields than the header, line 9",
        "more fields than the header, line 10",
        "'order_id' seen before, line 11",
        "no 'order_id', line 12",
        "no 'created_at', line 13",
        "'created_at' lies before 1970, from when on dates are read, line 5",
        "a date more than 400 days after nearly all orders, line 15"};
    CHECK(told == expected);
    CHECK(std::isnan(file.orders.back().amount));
}

TEST_CASE("orders: lines are counted as an editor counts them") {
    const OrderFile file = require_read(
        "order_id,created_at,cancel_reason\r\n1,2020-01-01,\"two\nlines\"\r\n\r\n2,soon,\r\n"
        "3,2020-01-01,\r\n4,2020-01-01,\r\n");
    REQUIRE(file.dropped.size() == 1);
    CHECK(lines_text(file.dropped.front()) == "line 5");
    Dropped many{"x", "", 12, {3, 4, 5, 6, 7}};
    CHECK(lines_text(many) == "lines 3, 4, 5, 6, 7 and 7 more");
}

TEST_CASE("orders: ten per cent of garbage is told, and the rest serves") {
    std::string text = "order_id,created_at,paid_at\n" + good_rows(180);
    for (int i = 0; i < 20; ++i) {
        text += "@@#,%%" + std::to_string(i) + ",??\n";
    }
    const OrderFile file = require_read(text);
    CHECK(file.orders.size() == 180);
    REQUIRE(file.dropped.size() == 1);
    CHECK(file.dropped.front().count == 20);
    CHECK(file.dropped.front().example == "%%0");
}

TEST_CASE("orders: one number above 12 settles day and month for its column") {
    const OrderFile dmy =
        require_read("order_id,created_at\n1,3/4/2017 9:05\n2,13/4/2017 23:59:59\n");
    CHECK(instant_text(dmy.orders[0][Stamp::created_at]) == "2017-04-03 09:05:00");
    CHECK(dmy.find("created_at")->spelling == "day/month/year");
    const OrderFile mdy = require_read("order_id,created_at\n1,3/4/2017\n2,4/13/2017\n");
    CHECK(instant_text(mdy.orders[0][Stamp::created_at]) == "2017-03-04 00:00:00");
    const OrderFile dots = require_read("order_id,created_at\n1,03.04.2017\n2,13.04.2017 1:00\n");
    CHECK(instant_text(dots.orders[0][Stamp::created_at]) == "2017-04-03 00:00:00");
}

TEST_CASE("orders: dates that nothing settles are an error that names the flag") {
    CHECK(errors_of("order_id,created_at\n1,3/4/2017\n2,5/6/2017\n") ==
          "'created_at': nothing tells the day from the month ('3/4/2017' in line 2; no number "
          "above 12 in the column); say --dates mdy (month first) or --dates dmy (day first)\n");
    OrderRequest request;
    request.dates = DateOrder::dmy;
    CHECK(instant_text(require_read("order_id,created_at\n1,3/4/2017\n", request)
                           .orders[0][Stamp::created_at]) == "2017-04-03 00:00:00");
}

TEST_CASE("orders: a silent column follows the others, and says so") {
    const OrderFile file = require_read(
        "order_id,created_at,paid_at\n1,3/4/2017,3/5/2017\n2,3/14/2017,3/6/2018\n"
        "3,3/14/2017,\n4,3/15/2017,\n");
    CHECK(instant_text(file.orders[0][Stamp::paid_at]) == "2017-03-05 00:00:00");
    CHECK_THAT(notes_of(file), Catch::Contains("'paid_at' is read as month/day/year, as the file's "
                                               "other dates are"));
}

TEST_CASE("orders: a column spelt in two ways is an error, unless one is a slip") {
    CHECK_THAT(errors_of("order_id,created_at\n1,13/4/2017\n2,4/13/2017\n"),
               Catch::Contains("'13/4/2017' in line 2 has the day first, '4/13/2017' in line 3 the "
                               "month; say --dates"));
    std::string text = "order_id,created_at\n0,4/13/2017\n";
    for (int i = 1; i <= 40; ++i) {
        text += std::to_string(i) + ",20/4/2017\n";
    }
    const OrderFile file = require_read(text);
    CHECK(file.orders.size() == 40);
    CHECK(file.dropped.front().reason == "'created_at' is no day of the calendar");
}

TEST_CASE("orders: offsets are honoured, and hours are those of the usual one") {
    const OrderFile file = require_read(
        "order_id,created_at,paid_at\n"
        "1,2020-01-01T10:00:00+08:00,2020-01-01T03:00:00Z\n"
        "2,2020-01-01T11:00:00+08:00,2020-01-01 12:00\n"
        "3,2020-01-01T11:00:00+08:00,\n");
    CHECK(instant_text(file.orders[0][Stamp::created_at]) == "2020-01-01 10:00:00");
    CHECK(instant_text(file.orders[0][Stamp::paid_at]) == "2020-01-01 11:00:00");
    CHECK(instant_text(file.orders[1][Stamp::paid_at]) == "2020-01-01 12:00:00");
    CHECK_THAT(notes_of(file),
               Catch::Contains("offsets of time stamps: +00:00 (1) +08:00 (3); hours of the week "
                               "are those of +08:00") &&
                   Catch::Contains("time stamps without an offset (1, like '2020-01-01 12:00' in "
                                   "line 3) are taken as +08:00"));
    OrderRequest utc;
    utc.zone = 0;
    const OrderFile bare = require_read(
        "order_id,created_at,paid_at\n1,2020-01-01T10:00:00+08:00,2020-01-01 04:00\n", utc);
    CHECK(instant_text(bare.orders[0][Stamp::paid_at]) == "2020-01-01 12:00:00");
}

TEST_CASE("orders: two columns in each other's place are named") {
    std::string text = "order_id,created_at,shipped_at,paid_at,delivered_at\n";
    for (int i = 0; i < 9; ++i) {
        text += std::to_string(i) + ",2020-01-01,2020-01-02,2020-01-05,2020-01-09\n";
    }
    CHECK(errors_of(text) ==
          "'shipped_at' lies before 'paid_at' in 9 of 9 rows; columns 'paid_at' and 'shipped_at' "
          "look swapped. Say --column 'paid_at=shipped_at' --column 'shipped_at=paid_at'\n");
    OrderRequest mended;
    mended.columns = {{"paid_at", "shipped_at"}, {"shipped_at", "paid_at"}};
    CHECK(require_read(text, mended).orders.size() == 9);
    CHECK_THAT(errors_of("order_id,order_purchase_timestamp,order_delivered_customer_date\n"
                         "1,2020-01-05,2020-01-01\n2,2020-01-05,2020-01-01\n3,2020-01-05,\n"),
               Catch::Contains("columns 'order_purchase_timestamp' (created_at) and "
                               "'order_delivered_customer_date' (delivered_at) look swapped"));
}

TEST_CASE("orders: few backward rows are no swap and stay in the file") {
    const OrderFile file = require_read(
        "order_id,created_at,paid_at,shipped_at\n1,2020-01-01,2020-01-02,2020-01-03\n"
        "2,2020-01-01,2020-01-02,2020-01-03\n3,2020-01-01,2020-01-03,2020-01-02\n");
    CHECK(file.orders.size() == 3);
}

TEST_CASE("orders: semicolons, tabs and bars part fields where the header has no comma") {
    for (const std::string mark : {";", "\t", "|"}) {
        const OrderFile file =
            require_read("order_id" + mark + "created_at\n1" + mark + "\"2020-01-01\"\n");
        CHECK(file.orders.size() == 1);
    }
}

TEST_CASE("orders: what comes after --until has not happened") {
    OrderRequest request;
    request.until = "2020-01-02 12:00";
    const OrderFile file = require_read(
        "order_id,created_at,paid_at\n1,2020-01-01,2020-01-02\n2,2020-01-02,2020-01-03\n"
        "3,2020-01-03,\n",
        request);
    CHECK(file.orders.size() == 2);
    CHECK_FALSE(file.orders[1].has(Stamp::paid_at));
    CHECK(instant_text(file.end) == "2020-01-02 12:00:00");
    CHECK(file.dropped.front().reason == "placed after --until");
    request.until = "tomorrow";
    CHECK_THAT(errors_of("order_id,created_at\n1,2020-01-01\n", request),
               Catch::Contains("--until: 'tomorrow' is no time"));
}

TEST_CASE("orders: the digest is that of what was understood, not of its spelling") {
    const auto digest = [](std::string_view text) { return require_read(text).digest; };
    const std::string iso = digest("order_id,created_at\n1,2020-01-13 10:00\n");
    CHECK(iso == digest("x,order_id,order_purchase_timestamp\n,9,1/13/2020 10:00:00\n"));
    CHECK(iso != digest("order_id,created_at\n1,2020-01-13 10:01\n"));
}

}  // namespace ordersim::scenario
