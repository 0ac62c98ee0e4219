#include "sim/load/http_client.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "sim/load/reply_reader.hpp"
#include "sim/load/sockets.hpp"
#include "sim/load/tls.hpp"

namespace ordersim::load {
namespace {

constexpr std::chrono::milliseconds kTick{500};
constexpr std::chrono::milliseconds kTimeoutsEvery{20};
constexpr std::size_t kReadAtOnce = 64U << 10U;

/// A call that has its bytes, or whose bytes have gone.
struct HeldCall {
    std::string bytes;
    std::uint64_t tag = 0;
    Wall::time_point intended{};
    Wall::time_point asked{};
};

struct Connection {
    enum class State : std::uint8_t { closed, connecting, greeting, idle, sending, waiting };
    State state = State::closed;
    Socket socket;
    std::optional<TlsSession> tls;
    ReplyReader reader;
    std::size_t address = 0;  ///< of the targets', which it goes to next
    HeldCall call;       ///< its bytes are those still to be sent
    Wall::time_point sent{};
    bool is_for_want = false;  ///< of ports or descriptors that it could not be opened

    [[nodiscard]] Moved send(std::string_view bytes) const {
        return tls ? tls->send(bytes) : socket.send(bytes);
    }
    [[nodiscard]] Moved receive(std::span<char> room) const {
        return tls ? tls->receive(room) : socket.receive(room);
    }
    [[nodiscard]] bool is_busy() const { return state != State::closed && state != State::idle; }
};

struct Address {
    std::vector<std::byte> bytes;
    std::string host;
    bool is_tls = false;
};

bool is_for_want(int error) {
    return error == EADDRNOTAVAIL || error == EMFILE || error == ENFILE || error == ENOBUFS;
}

tl::expected<Address, std::string> resolve(const Target& target) {
    namespace asio = boost::asio;
    asio::io_context context;
    boost::system::error_code error;
    const auto found =
        asio::ip::tcp::resolver(context).resolve(target.host, target.port, error);
    if (error) {
        return tl::unexpected("cannot find the host '" + target.host + "': " + error.message());
    }
    const asio::ip::tcp::endpoint endpoint = *found.begin();
    Address address{std::vector<std::byte>(endpoint.size()), target.host, target.is_tls};
    std::memcpy(address.bytes.data(), endpoint.data(), address.bytes.size());
    return address;
}

}  // namespace

class HttpClient::Loop {
public:
    Loop(const ClientConfig& config, std::vector<Address> addresses,
         std::optional<TlsTrust> trust)
        : timeout_(config.timeout), addresses_(std::move(addresses)), trust_(std::move(trust)),
          connections_(config.connections) {
        std::size_t place = 0;
        for (Connection& connection : connections_) {
            connection.reader = ReplyReader(config.fields);
            connection.address = place++ % addresses_.size();
        }
        for (std::size_t i = config.connections; i > 0; --i) {
            idle_.push_back(i - 1);
        }
    }

    void send(const Call& call) {
        const Wall::time_point now = Wall::now();
        if (idle_.empty()) {
            line_.push_back({std::string(call.bytes), call.tag, call.intended, now});
            return;
        }
        const std::size_t place = idle_.back();
        idle_.pop_back();
        HeldCall& held = connections_[place].call;
        held.tag = call.tag;
        held.intended = call.intended;
        held.asked = now;
        begin(place, call.bytes, now);
    }

    [[nodiscard]] std::size_t idle() const { return line_.empty() ? idle_.size() : 0; }
    [[nodiscard]] std::size_t waiting() const { return line_.size(); }
    [[nodiscard]] const std::string& tls_fault() const { return tls_fault_; }

    void run(Caller& caller) {
        caller_ = &caller;
        Wall::time_point tick_at = Wall::now() + kTick;
        Wall::time_point timeouts_at = Wall::now() + kTimeoutsEvery;
        tick(tick_at - kTick);
        while (!caller.is_done()) {
            const Wall::time_point wake_at = std::min({caller.next_due(), tick_at, timeouts_at});
            for (const std::size_t place : watch_.wait(wake_at - Wall::now())) {
                serve(place);
                call_if_due();
                if (caller.is_done()) {
                    return;
                }
            }
            call_if_due();
            const Wall::time_point now = Wall::now();
            if (now >= timeouts_at) {
                timeouts_at = now + kTimeoutsEvery;
                end_late(now);
            }
            if (now >= tick_at) {
                tick_at += kTick;
                tick(now);
            }
        }
    }

private:
    void call_if_due() {
        const Wall::time_point next = caller_->next_due();
        if (next == Wall::time_point() || next <= Wall::now()) {
            caller_->due(Wall::now());
        }
    }
    void tick(Wall::time_point now) { caller_->tick(now); }

    /// The connection's call, whose request is `bytes`, leaves.
    void begin(std::size_t place, std::string_view bytes, Wall::time_point now) {
        Connection& connection = connections_[place];
        connection.sent = now;
        connection.reader.reset();
        if (connection.state == Connection::State::idle) {
            send_some(place, bytes);
            return;
        }
        connection.call.bytes = bytes;
        connection.state = Connection::State::connecting;
        connection.is_for_want = false;
        auto socket = Socket::connect(addresses_[connection.address].bytes);
        if (!socket) {  // ends when late calls are looked for
            connection.is_for_want = is_for_want(socket.error());
            return;
        }
        connection.socket = std::move(*socket);
        watch_.add(connection.socket, place, Watch::For::room);
    }

    /// Sends what can be sent; what is left leaves when there is room.
    void send_some(std::size_t place, std::string_view bytes) {
        Connection& connection = connections_[place];
        const bool was_waiting_for_room = connection.state == Connection::State::sending ||
                                          connection.state == Connection::State::connecting;
        const Moved moved = connection.send(bytes);
        const bool is_over = moved.kind == Moved::Kind::ended || moved.bytes == bytes.size();
        if (is_over && was_waiting_for_room) {
            watch_.change(connection.socket, place, Watch::For::bytes);
        } else if (!is_over && !was_waiting_for_room) {
            watch_.change(connection.socket, place, Watch::For::room);
        }
        if (!is_over) {
            connection.call.bytes = std::string(bytes.substr(moved.bytes));
        }
        // Of a connection that has ended, reading tells.
        connection.state = is_over ? Connection::State::waiting : Connection::State::sending;
    }

    void serve(std::size_t place) {
        Connection& connection = connections_[place];
        switch (connection.state) {
            case Connection::State::closed: return;
            case Connection::State::connecting:
                if (!connection.socket.is_connected()) {
                    end(place, Reply::Kind::unsent);
                    return;
                }
                if (addresses_[connection.address].is_tls) {
                    connection.tls.emplace(*trust_, addresses_[connection.address].host,
                                           connection.socket);
                    connection.state = Connection::State::greeting;
                    greet(place);
                    return;
                }
                connection.sent = Wall::now();
                [[fallthrough]];
            case Connection::State::sending: send_some(place, connection.call.bytes); return;
            case Connection::State::greeting: greet(place); return;
            case Connection::State::idle:
                // What comes without a call is the end of it, but for TLS's own words.
                if (connection.receive(room_).kind != Moved::Kind::would_wait) {
                    close(connection);
                }
                return;
            case Connection::State::waiting: receive(place);
        }
    }

    void greet(std::size_t place) {
        Connection& connection = connections_[place];
        switch (connection.tls->shake_hands()) {
            case TlsSession::Progress::wants_bytes:
                watch_.change(connection.socket, place, Watch::For::bytes);
                return;
            case TlsSession::Progress::wants_room:
                watch_.change(connection.socket, place, Watch::For::room);
                return;
            case TlsSession::Progress::failed:
                tls_fault_ = connection.tls->fault();
                end(place, Reply::Kind::unsent);
                return;
            case TlsSession::Progress::done: break;
        }
        tls_fault_.clear();
        watch_.change(connection.socket, place, Watch::For::room);
        connection.state = Connection::State::sending;
        connection.sent = Wall::now();
        send_some(place, connection.call.bytes);
    }

    void receive(std::size_t place) {
        Connection& connection = connections_[place];
        const Moved moved = connection.receive(room_);
        if (moved.kind == Moved::Kind::would_wait) {
            return;
        }
        const bool is_end = moved.kind == Moved::Kind::ended;
        const ReplyReader::State state = is_end
                                             ? connection.reader.end()
                                             : connection.reader.take({room_.data(), moved.bytes});
        switch (state) {
            case ReplyReader::State::incomplete:
                if (is_end) {
                    end(place, Reply::Kind::broken);
                }
                return;
            case ReplyReader::State::malformed: end(place, Reply::Kind::malformed); return;
            case ReplyReader::State::complete: finish(place, is_end); return;
        }
    }

    void finish(std::size_t place, bool is_end) {
        Connection& connection = connections_[place];
        const Reply reply{.kind = Reply::Kind::complete,
                          .tag = connection.call.tag,
                          .status = connection.reader.status(),
                          .body = connection.reader.body(),
                          .fields = connection.reader.fields(),
                          .intended = connection.call.intended,
                          .asked = connection.call.asked,
                          .sent = connection.sent,
                          .done = Wall::now()};
        if (is_end || !connection.reader.keep_alive()) {
            close(connection);
        } else {
            connection.state = Connection::State::idle;
        }
        caller_->take(reply);
        free(place);
    }

    void end(std::size_t place, Reply::Kind kind) {
        Connection& connection = connections_[place];
        close(connection);
        connection.address = (connection.address + 1) % addresses_.size();
        caller_->take({.kind = kind,
                       .tag = connection.call.tag,
                       .intended = connection.call.intended,
                       .asked = connection.call.asked,
                       .sent = connection.sent,
                       .done = Wall::now()});
        free(place);
    }

    static void close(Connection& connection) {
        connection.tls.reset();
        connection.socket.close();
        connection.state = Connection::State::closed;
    }

    void free(std::size_t place) {
        if (line_.empty()) {
            idle_.push_back(place);
            return;
        }
        connections_[place].call = std::move(line_.front());
        line_.pop_front();
        const std::string bytes = std::move(connections_[place].call.bytes);
        begin(place, bytes, Wall::now());
    }

    void end_late(Wall::time_point now) {
        for (std::size_t place = 0; place < connections_.size(); ++place) {
            const Connection& connection = connections_[place];
            if (connection.is_busy() && !connection.socket.is_open()) {
                end(place, connection.is_for_want ? Reply::Kind::exhausted : Reply::Kind::unsent);
            } else if (connection.is_busy() && connection.sent + timeout_ < now) {
                end(place, Reply::Kind::timed_out);
            }
        }
    }

    Wall::duration timeout_;
    std::vector<Address> addresses_;
    std::optional<TlsTrust> trust_;  ///< if any is by TLS
    std::string tls_fault_;
    Watch watch_;
    std::vector<Connection> connections_;
    std::vector<std::size_t> idle_;  ///< connections without a call, open or not
    std::deque<HeldCall> line_;
    std::array<char, kReadAtOnce> room_{};
    Caller* caller_ = nullptr;
};

HttpClient::HttpClient(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

tl::expected<HttpClient, std::string> HttpClient::make(const ClientConfig& config) {
    std::vector<Address> addresses;
    const auto add = [&addresses](const Target& target) -> tl::expected<void, std::string> {
        auto address = resolve(target);
        if (!address) {
            return tl::unexpected(std::move(address.error()));
        }
        addresses.push_back(std::move(*address));
        return {};
    };
    auto added = add(config.target);
    for (auto other = config.others.begin(); added && other != config.others.end(); ++other) {
        added = add(*other);
    }
    if (!added) {
        return tl::unexpected(std::move(added.error()));
    }
    std::optional<TlsTrust> trust;
    if (std::ranges::any_of(addresses, &Address::is_tls)) {
        auto made = TlsTrust::make(config.ca_file);
        if (!made) {
            return tl::unexpected("--ca-file: " + made.error());
        }
        trust.emplace(std::move(*made));
    }
    return HttpClient(
        std::make_unique<Loop>(config, std::move(addresses), std::move(trust)));
}

void HttpClient::send(const Call& call) { loop_->send(call); }
std::size_t HttpClient::idle() const { return loop_->idle(); }
std::size_t HttpClient::waiting() const { return loop_->waiting(); }
const std::string& HttpClient::tls_fault() const { return loop_->tls_fault(); }
void HttpClient::run(Caller& caller) { loop_->run(caller); }

}  // namespace ordersim::load
