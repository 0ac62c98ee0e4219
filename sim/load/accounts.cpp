#include "sim/load/accounts.hpp"

#include <cmath>
#include <optional>

#include "sim/load/dialect.hpp"
#include "sim/load/request_bytes.hpp"
#include "sim/load/session.hpp"
#include "sim/wire/answer.hpp"

namespace ordersim::load {
namespace {

/// The service's clock is asked for so often; the quickest reply tells it best.
constexpr int kClockCalls = 5;
constexpr std::uint64_t kClockTag = UINT64_MAX;
constexpr double kNanosecondsInMicrosecond = 1e3;

double microseconds_of(Wall::time_point at) {
    return static_cast<double>(at.time_since_epoch() / std::chrono::nanoseconds(1)) /
           kNanosecondsInMicrosecond;
}

std::string trouble(const Reply& reply, std::string_view what, const std::string& tls_fault) {
    const std::string place = "the target's " + std::string(what);
    switch (reply.kind) {
        case Reply::Kind::unsent:
            if (!tls_fault.empty()) {
                return "no TLS with the target: " + tls_fault +
                       "; --ca-file names whom to trust, and http:// is without TLS";
            }
            return "nobody listens at the target; is the service running, and is the port right?";
        case Reply::Kind::timed_out: return place + " did not answer in time; see --timeout";
        case Reply::Kind::broken: return place + " closed the connection without an answer";
        case Reply::Kind::malformed: return place + " does not speak HTTP/1.1";
        case Reply::Kind::complete: break;
    }
    const std::string status = std::to_string(reply.status);
    return place + " answered " + status + ": " + std::string(reply.body.substr(0, 200));
}

/// Asks for the clock, then logs in account by account.
class Reception final : public Caller {
public:
    Reception(HttpClient& client, const LoadConfig& config, const Dialect& dialect,
              Accounts& accounts)
        : client_(client), config_(config), dialect_(dialect), accounts_(accounts) {
        if (dialect_.is_our_own()) {
            client_.send({open_bytes(config_.client.target, "/health"), kClockTag, Wall::now()});
        } else {
            time.factor = config_.clock_factor > 0 ? config_.clock_factor : 1;
            begin_to_log_in();
        }
    }

    [[nodiscard]] Wall::time_point next_due() const override { return Wall::time_point::max(); }
    void due(Wall::time_point /*now*/) override {}
    void tick(Wall::time_point /*now*/) override {}
    [[nodiscard]] bool is_done() const override {
        return !fault.empty() || (next_ == accounts_.size() && under_way_ == 0);
    }

    void take(const Reply& reply) override {
        const bool is_clock = reply.tag == kClockTag;
        if (reply.kind != Reply::Kind::complete || reply.status / 100 != 2) {
            const bool is_key = !is_clock && dialect_.is_our_own() && reply.status == 401;
            fault = is_key ? "the service does not take this key; see --key-file"
                           : trouble(reply, is_clock ? "/health" : "log-in", client_.tls_fault());
        } else if (is_clock) {
            take_clock(reply);
        } else {
            take_token(reply);
        }
    }

    ServiceTime time;
    std::string fault;

private:
    void take_token(const Reply& reply) {
        std::string token = dialect_.token_in(reply.tag, reply);
        if (token.empty()) {
            fault = "the target's log-in answered without a token where one is looked for: " +
                    std::string(reply.body.substr(0, 200));
            return;
        }
        accounts_.log_in(reply.tag, std::move(token));
        --under_way_;
        log_in_next();
    }

    void take_clock(const Reply& reply) {
        const auto clock = wire::read_clock(reply.body);
        const double given = config_.clock_factor;
        if (!clock && given <= 0) {
            fault = "the service's /health does not tell how fast its clock of orders runs; say so "
                    "with --clock-factor";
            return;
        }
        if (clock && given > 0 && given != clock->factor) {
            fault = "the service's clock of orders runs " + std::to_string(clock->factor) +
                    " times as fast as ours, not " + std::to_string(given) +
                    " times; leave --clock-factor out";
            return;
        }
        const Wall::duration trip = reply.done - reply.sent;
        if (clock && trip < quickest_) {
            quickest_ = trip;
            time.factor = clock->factor;
            const double middle = microseconds_of(reply.sent + trip / 2);
            time.offset =
                (clock->at - SimTime{}) - SimDuration(std::llround(middle * time.factor));
        } else if (!clock) {
            time.factor = given;
        }
        if (++clock_calls_ < kClockCalls) {
            client_.send({open_bytes(config_.client.target, "/health"), kClockTag, Wall::now()});
            return;
        }
        begin_to_log_in();
    }

    void begin_to_log_in() {
        for (std::uint32_t i = 0; i < config_.client.connections; ++i) {
            log_in_next();
        }
    }

    void log_in_next() {
        bool is_sent = false;
        for (; next_ < accounts_.size() && !is_sent; ++next_) {
            const std::string bytes = dialect_.log_in(next_);
            is_sent = !bytes.empty();
            if (is_sent) {
                client_.send({bytes, next_, Wall::now()});
                ++under_way_;
            }
        }
    }

    HttpClient& client_;
    const LoadConfig& config_;
    const Dialect& dialect_;
    Accounts& accounts_;
    Wall::duration quickest_ = Wall::duration::max();
    int clock_calls_ = 0;
    std::size_t next_ = 0;
    std::size_t under_way_ = 0;
};

/// Waits for the reply to one call.
class OneCall final : public Caller {
public:
    [[nodiscard]] Wall::time_point next_due() const override { return Wall::time_point::max(); }
    void due(Wall::time_point /*now*/) override {}
    void tick(Wall::time_point /*now*/) override {}
    [[nodiscard]] bool is_done() const override { return is_done_; }
    void take(const Reply& reply) override {
        is_done_ = true;
        if (reply.kind == Reply::Kind::complete && reply.status == 200) {
            body = reply.body;
        }
    }

    std::string body;

private:
    bool is_done_ = false;
};

}  // namespace

Accounts::Accounts(const std::string& key, std::string run, std::uint32_t buyers,
                   std::uint32_t sellers)
    : signer_(key), run_(std::move(run)), buyers_(buyers), tokens_(buyers + sellers + 1) {}

std::string_view Accounts::role(std::size_t account) const {
    if (account + 1 == tokens_.size()) {
        return "platform";
    }
    return account < buyers_ ? "buyer" : "seller";
}

std::string Accounts::name(std::size_t account) const {
    if (account + 1 == tokens_.size()) {
        return "support";
    }
    return account < buyers_ ? "b" + std::to_string(account)
                             : "s" + std::to_string(account - buyers_);
}

Accounts accounts_for(const LoadConfig& config, const agents::Cast& cast) {
    std::string run = std::to_string(config.seed) + "-" +
                      std::to_string(std::chrono::system_clock::now().time_since_epoch() /
                                     std::chrono::microseconds(1));
    if (config.shard.count > 1) {  // they may begin at the same microsecond
        run += "-" + std::to_string(config.shard.index);
    }
    // Nobody signs for a service that is not ours.
    const std::string key = config.mapping ? std::string("nobody's key at all")
                                           : config.key;
    return {key, run, config.accounts, cast.params().sellers.count};
}

tl::expected<ServiceTime, std::string> introduce(HttpClient& client, const LoadConfig& config,
                                                 const Dialect& dialect, Accounts& accounts) {
    Reception reception(client, config, dialect, accounts);
    client.run(reception);
    if (!reception.fault.empty()) {
        return tl::unexpected(reception.fault);
    }
    return reception.time;
}

std::optional<wire::ToldBooks> ask_for_books(HttpClient& client, const Target& target) {
    OneCall call;
    client.send({open_bytes(target, "/metrics"), 0, Wall::now()});
    client.run(call);
    return wire::read_books(call.body);
}

}  // namespace ordersim::load
