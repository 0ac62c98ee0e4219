#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>

#include "sim/base/enum_names.hpp"
#include "sim/check/plants.hpp"
#include "sim/judge/judge.hpp"
#include "sim/service/memory_store.hpp"
#include "sim/service/planted_service.hpp"
#include "sim/wire/books_text.hpp"
#include "sim/wire/request.hpp"
#include "tests/support/policies.hpp"
#include "tests/support/random_life.hpp"

// The judge listens to the reference service, which has a defect planted in one of its steps.
using namespace ordersim;
using namespace ordersim::tests;
using judge::Observation;
using judge::Shows;
using order::Actor;
using order::CommandKind;

namespace {

namespace json = boost::json;
constexpr const char* kKey = "a key for the tests";

template <class Enum>
Enum word(const json::object& from, const char* key) {
    const json::string& text = from.at(key).as_string();
    return *enum_from_name<Enum>({text.data(), text.size()});
}

void read_order(const json::object& from, Observation& seen) {
    order::Order& order = seen.after;
    order.version = static_cast<std::uint32_t>(from.at("version").as_int64());
    order.regions = {word<order::OrderState>(from, "state"),
                     word<order::PaymentState>(from, "payment"),
                     word<order::ShipmentState>(from, "shipment"),
                     word<order::RequestState>(from, "request"),
                     word<order::ChatState>(from, "chat"),
                     word<order::CaseState>(from, "case"),
                     word<order::StockState>(from, "stock"),
                     word<order::StopState>(from, "stop")};
    order.total = {from.at("total").as_int64()};
    order.quantity = static_cast<std::uint32_t>(from.at("quantity").as_int64());
    for (const json::value& value : from.at("refunds").as_array()) {
        const json::object& refund = value.as_object();
        const auto kind = static_cast<std::size_t>(word<order::RefundKind>(refund, "kind"));
        order.refund_state[kind] = word<order::RefundState>(refund, "state");
        order.refund[kind].amount = {refund.at("amount").as_int64()};
        order.refund_tries[kind] = static_cast<std::uint8_t>(refund.at("tries").as_int64());
    }
    if (const json::value* deadline = from.if_contains("deadline")) {
        seen.deadline = {SimTime(SimDuration(deadline->as_object().at("at_us").as_int64())),
                         word<order::CommandKind>(deadline->as_object(), "timer")};
    }
}

/// What a reply says, as the load generator would read it.
void read_reply(const service::Reply& reply, Observation& seen) {
    using Reply = Observation::Reply;
    seen.shows = Shows::nothing;
    const json::object body = json::parse(reply.body).as_object();
    if (const json::value* at = body.if_contains("at_us")) {
        seen.at = SimTime(SimDuration(at->as_int64()));
    }
    if (body.contains("refusal")) {
        seen.reply = Reply::refused;
        seen.refusal = word<order::Refusal>(body, "refusal");
        if (body.contains("version")) {
            seen.shows = Shows::state;
            seen.after.version = static_cast<std::uint32_t>(body.at("version").as_int64());
            seen.after.regions.order = word<order::OrderState>(body, "state");
        }
    } else if (reply.status >= 400) {
        seen.reply = reply.status == 404   ? Reply::hidden
                     : reply.status == 401 ? Reply::unproved
                     : reply.status >= 500 ? Reply::unknown
                                           : Reply::malformed;
    } else {
        seen.shows = Shows::order;
        seen.reply = seen.is_read                                ? Reply::seen
                     : body.at("outcome").as_string() == "accepted" ? Reply::accepted
                                                                    : Reply::recorded;
        read_order(seen.is_read ? body : body.at("order").as_object(), seen);
        if (const json::value* row = body.if_contains("transition")) {
            seen.transition = order::rules().find(
                {row->as_string().data(), row->as_string().size()});
        }
    }
}

/// Callers of one service who do anything at any time, one after the other.
class Callers {
public:
    Callers(const service::ServicePlant* plant, std::uint64_t number)
        : dice_(Draws(17, 0), number), life_(unborn(dice_)), tokens_(kKey),
          judge_(order::rules(), life_.policy, config()) {
        const service::ServiceConfig config{life_.policy, "BRL", kKey};
        service_ = plant == nullptr ? std::make_unique<service::Service>(config, store_)
                                    : plant->make(config, store_);
    }

    judge::Verdict live(int steps) {
        place();
        for (int i = 0; i < steps; ++i) {
            life_.order = store_.find(1)->order;
            order::Command command = next_command(life_, dice_);
            life_.now += SimDuration(1);
            if (class_of(command.kind) != order::CommandClass::timer) {
                if (command.kind == CommandKind::return_received) {
                    command.actor = Actor::carrier;  // the seller's way of saying it is not served
                }
                if (dice_.one_in(8)) {
                    command.expected_version = life_.order.version - dice_.below(2);
                }
                turn(command);
            }
        }
        const service::Reply metrics =
            service_->handle({"GET", "/metrics", "", "", "", "", ""}, {life_.now, 1});
        const auto told = wire::read_books(metrics.body);
        REQUIRE(told);
        judge_.finish(judge::Judge::Told{told->books, told->at});
        return judge_.verdict();
    }

private:
    static judge::JudgeConfig config() {
        judge::JudgeConfig config;
        config.answers_kept = 64;
        return config;
    }
    void place() {
        order::Command command;
        command.amount = {1050};
        command.minutes = 60 * 24 * (1 + dice_.below(9));
        ask(command, judge::Standing::party);
    }
    void turn(const order::Command& command) {
        if (command.kind == CommandKind::place_order) {
            return;
        }
        if (dice_.one_in(4)) {
            look(judge::Standing::party);
        }
        if (dice_.one_in(8)) {
            look(judge::Standing::stranger);
        }
        const bool is_hook = command.actor == Actor::gateway || command.actor == Actor::carrier;
        if (is_hook && dice_.one_in(8)) {
            ask(command, judge::Standing::unproved);
            return;
        }
        ask(command, judge::Standing::party);
        if (!is_hook && dice_.one_in(3)) {
            again();
        }
    }
    void look(judge::Standing standing) {
        Observation seen;
        seen.is_read = true;
        seen.standing = standing;
        call(seen, {"GET", "/orders/1", ""}, "");
    }
    void ask(const order::Command& command, judge::Standing standing) {
        Observation seen;
        seen.command = command;
        seen.standing = standing;
        const bool is_hook = command.actor == Actor::gateway || command.actor == Actor::carrier;
        seen.key = is_hook ? 0 : ++keys_;
        last_ = seen;
        last_request_ = wire::request_for(command, "1");
        call(seen, last_request_, etag(command));
    }
    /// The last command under its key again; or another one under it, which is no such command.
    void again() {
        if (dice_.one_in(3)) {
            const service::Reply reply = send(last_, {"POST", "/orders/1/messages",
                                                      R"({"command":"send_message"})"}, "");
            CHECK((reply.status == 422 || is_planted_));
            wrong_bodies_ += reply.status != 422 ? 1 : 0;
            return;
        }
        Observation seen = last_;
        seen.is_resent = true;
        call(seen, last_request_, etag(seen.command));
    }
    static std::string etag(const order::Command& command) {
        return command.expected_version == order::Command::kAnyVersion
                   ? ""
                   : '"' + std::to_string(command.expected_version) + '"';
    }
    service::Reply send(const Observation& seen, const wire::Request& request,
                        const std::string& if_match) {
        const Actor role = seen.is_read ? Actor::buyer : seen.command.actor;
        const bool is_own = seen.standing == judge::Standing::party;
        std::string bearer;
        std::string signature;
        std::string body = request.body;
        if (role == Actor::gateway || role == Actor::carrier) {
            signature = is_own ? tokens_.sign(body) : "0000";
        } else {
            const char* account = role == Actor::buyer ? "b1" : role == Actor::seller ? "shop"
                                                                                      : "desk";
            bearer = "Bearer " + tokens_.issue({role, is_own ? account : "other"}, 1000);
        }
        const std::string key = seen.key == 0 ? "" : std::to_string(seen.key);
        return service_->handle({request.method, request.path, body, bearer, key, if_match,
                                 signature},
                                {life_.now, 1});
    }
    void call(Observation seen, const wire::Request& request, const std::string& if_match) {
        judge_.sent(0);
        const std::int64_t now_ns = life_.now.time_since_epoch().count() * 1000;
        seen.called_ns = now_ns - 100;
        seen.returned_ns = now_ns + 100;
        read_reply(send(seen, request, if_match), seen);
        judge_.saw(seen);
    }

    Dice dice_;
    Life life_;
    service::MemoryStore store_;
    wire::Tokens tokens_;
    judge::Judge judge_;
    std::unique_ptr<service::Service> service_;
    std::uint64_t keys_ = 0;
    Observation last_;
    wire::Request last_request_;

public:
    bool is_planted_ = false;
    int wrong_bodies_ = 0;
};

}  // namespace

TEST_CASE("judge: the reference service is never accused, and all its replies are judged") {
    for (std::uint64_t i = 0; i < 300; ++i) {
        Callers callers(nullptr, i);
        const judge::Verdict verdict = callers.live(60);
        INFO("life " << i);
        if (!verdict.first.empty()) {
            FAIL(verdict.first.front().rule << ": " << verdict.first.front().words);
        }
        CHECK(verdict.unknown == 0);
        CHECK(verdict.judged == verdict.replies);
        CHECK(verdict.books == judge::BooksVerdict::right);
    }
}

TEST_CASE("judge: a defect has one title wherever it is planted") {
    for (const service::ServicePlant& plant : service::service_plants()) {
        if (const check::Plant* known = check::find_plant(plant.id)) {
            CHECK(known->title == plant.title);
        }
    }
}

TEST_CASE("judge: every defect planted in a step of the service is accused") {
    constexpr std::uint64_t lives_most = 500;
    for (const service::ServicePlant& plant : service::service_plants()) {
        bool is_found = false;
        std::uint64_t lives = 0;
        for (; lives < lives_most && !is_found; ++lives) {
            Callers callers(&plant, lives);
            callers.is_planted_ = true;
            const judge::Verdict verdict = callers.live(60);
            is_found = verdict.violation_count() > 0 || callers.wrong_bodies_ > 0;
        }
        INFO(plant.id << " " << plant.title << ": " << lives << " lives");
        CHECK(is_found);
    }
}
