#include "sim/service/http_server.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/status.hpp>
#include <array>
#include <functional>
#include <list>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/service/http_reader.hpp"
#include "sim/service/replies.hpp"

namespace ordersim::service {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Wall = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Wall, asio::wait_traits<Wall>, Executor>;
using Coroutine = asio::awaitable<void, Executor>;
constexpr asio::use_awaitable_t<Executor> kAwait{};
constexpr auto kAwaitQuietly = asio::as_tuple(kAwait);

std::string_view phrase(unsigned status) {
    const auto known = http::obsolete_reason(static_cast<http::status>(status));
    return {known.data(), known.size()};
}

/// One reply as bytes, in place of what `text` held.
void write_reply(const Reply& reply, bool keep_alive, std::string& text) {
    std::array<char, 48> numbers{};
    const auto status = fmt::format_to_n(numbers.data(), numbers.size(), "HTTP/1.1 {} ",
                                         reply.status);
    text.assign(numbers.data(), status.size);
    text.append(phrase(reply.status)).append("\r\nContent-Type: ").append(reply.content_type);
    const auto length = fmt::format_to_n(numbers.data(), numbers.size(),
                                         "\r\nContent-Length: {}\r\n", reply.body.size());
    text.append(numbers.data(), length.size);
    if (!reply.etag.empty()) {
        text.append("ETag: ").append(reply.etag).append("\r\n");
    }
    if (!reply.allow.empty()) {
        text.append("Allow: ").append(reply.allow).append("\r\n");
    }
    text += reply.status == 401 ? "WWW-Authenticate: Bearer\r\n" : "";
    text += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    text += reply.body;
}

/// Between tries to accept when there are no file descriptors left, and to have the store back.
constexpr std::chrono::milliseconds kPause(100);
/// For what has come, when the server is to stop.
constexpr std::chrono::seconds kPartingTime(2);

/// A connection and until when it may stay as it is.
struct Connection {
    Socket socket;
    Wall::time_point until;
    bool is_idle = false;  ///< waits for a request
};

}  // namespace

class HttpServer::Loop {
public:
    Loop(ServerConfig config, Service& service, Store& store)
        : config_(std::move(config)), service_(service), store_(store) {}

    boost::system::error_code listen() {
        boost::system::error_code error;
        const auto address = asio::ip::make_address(config_.host, error);
        const Tcp::endpoint endpoint(address, config_.port);
        const auto attempt = [&](auto&& action) {
            if (!error) {
                action();
            }
        };
        attempt([&] { acceptor_.open(endpoint.protocol(), error); });
        attempt([&] { acceptor_.set_option(Acceptor::reuse_address(true), error); });
        attempt([&] { acceptor_.bind(endpoint, error); });
        attempt([&] { acceptor_.listen(Acceptor::max_listen_connections, error); });
        return error;
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    tl::expected<void, ServerError> run(std::stop_token stop) {
        const std::stop_callback on_stop(
            stop, [this] { asio::post(context_, [this] { begin_to_stop(); }); });
        asio::co_spawn(context_, accept(), asio::detached);
        asio::co_spawn(context_, close_the_slow(), asio::detached);
        arm_deadline();
        context_.run();
        return failure_.empty() ? tl::expected<void, ServerError>()
                                : tl::unexpected(ServerError{failure_});
    }

private:
    /// Neither of its clocks follows when somebody sets the machine's.
    [[nodiscard]] Instant now() const {
        const Wall::duration passed = Wall::now() - config_.clock_read_at;
        const std::chrono::duration<double, std::micro> passed_us = passed;
        return {config_.clock_at + SimDuration(static_cast<std::int64_t>(
                                       passed_us.count() * config_.clock_factor)),
                std::chrono::floor<std::chrono::seconds>(
                    made_at_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(
                                   passed))
                    .time_since_epoch()
                    .count()};
    }

    /// Wakes when the earliest deadline has passed, so that it fires without a request, too.
    void arm_deadline() {
        const SimTime next = service_.next_deadline();
        if (next == armed_for_ || next == kNever) {
            armed_for_ = next;
            return;
        }
        armed_for_ = next;
        const std::chrono::duration<double, std::micro> wait(
            static_cast<double>((next - config_.clock_at).count() + 1) / config_.clock_factor);
        deadline_timer_.expires_at(config_.clock_read_at +
                                   std::chrono::duration_cast<Wall::duration>(wait));
        deadline_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error && !is_suspended_) {
                armed_for_ = kNever;
                service_.fire_until(now().at);
                make_durable();
                arm_deadline();
            }
        });
    }

    /// Whether what was written up to now is durable.
    bool make_durable() {
        const auto synced = store_.sync();
        if (synced) {
            return true;
        }
        if (synced.error().kind == StoreError::Kind::unavailable) {
            is_suspended_ = true;
            service_.suspend(synced.error().message);
            config_.on_trouble(synced.error().message +
                               "; changes are refused until it can be written again");
            asio::co_spawn(context_, have_the_store_back(), asio::detached);
        } else {
            failure_ = synced.error().message;
            context_.stop();
        }
        return false;
    }

    Coroutine have_the_store_back() {
        Timer timer(context_);
        while (is_suspended_) {
            timer.expires_after(kPause);
            co_await timer.async_wait(kAwaitQuietly);
            is_suspended_ = !store_.recover().has_value();
        }
        service_.resume();
        config_.on_trouble("the store can be written again");
        armed_for_ = kNever;
        arm_deadline();
    }

    void begin_to_stop() {
        is_stopping_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        for (Connection& connection : connections_) {
            if (connection.is_idle) {
                connection.socket.cancel(ignored);
            }
        }
        parting_timer_.expires_after(kPartingTime);
        parting_timer_.async_wait(
            [this](const boost::system::error_code& /*error*/) { context_.stop(); });
        stop_if_alone();
    }
    void stop_if_alone() {
        if (is_stopping_ && connections_.empty()) {
            context_.stop();
        }
    }

    /// Returns when it is known whether what was written up to now is durable. All who wait in one
    /// turn of the loop share a sync (group commit): it runs behind every request that is ready by
    /// then.
    asio::awaitable<bool, Executor> durable() {
        co_return co_await asio::async_initiate<decltype(kAwait), void(bool)>(
            [this](auto handler) {
                using Handler = decltype(handler);
                const auto kept = std::make_shared<Handler>(std::move(handler));
                waiting_.push_back([kept](bool is_durable) { std::move (*kept)(is_durable); });
                if (waiting_.size() == 1) {
                    asio::post(context_, [this] { commit(); });
                }
            },
            kAwait);
    }

    void commit() {
        const bool is_durable = make_durable();
        for (const auto& resume : std::exchange(waiting_, {})) {
            resume(is_durable);
        }
    }

    Coroutine accept() {
        Timer timer(context_);
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(kAwaitQuietly);
            if (is_stopping_) {
                co_return;
            }
            if (error) {  // as long as descriptors lack, the next try would fail at once
                timer.expires_after(kPause);
                co_await timer.async_wait(kAwaitQuietly);
                continue;
            }
            if (connections_.size() >= config_.connections_max) {
                continue;  // what was accepted beyond the limit closes here
            }
            boost::system::error_code ignored;
            socket.set_option(Tcp::no_delay(true), ignored);
            socket.non_blocking(true, ignored);
            const auto place = connections_.insert(
                connections_.end(), {std::move(socket), Wall::now() + config_.idle_time_max});
            asio::co_spawn(context_, serve(place), asio::detached);
        }
    }

    Coroutine close_the_slow() {
        Timer timer(context_);
        for (;;) {
            timer.expires_after(std::chrono::milliseconds(500));
            co_await timer.async_wait(kAwaitQuietly);
            for (Connection& connection : connections_) {
                if (connection.until < Wall::now()) {
                    boost::system::error_code ignored;
                    connection.socket.close(ignored);
                }
            }
        }
    }

    Coroutine serve(std::list<Connection>::iterator place) {
        HttpReader reader({config_.head_bytes_max, config_.body_bytes_max});
        std::string text;
        bool keep_alive = true;
        while (keep_alive) {
            place->until = Wall::now() + config_.idle_time_max;
            HttpReader::State state = reader.next();
            for (bool is_first = true; state == HttpReader::State::incomplete; is_first = false) {
                const std::span<char> room = reader.room();
                place->is_idle = is_first;
                const auto [error, bytes] = co_await place->socket.async_read_some(
                    asio::buffer(room.data(), room.size()), kAwaitQuietly);
                if (error) {
                    break;
                }
                reader.took(bytes);
                state = reader.next();
                if (is_first && state == HttpReader::State::incomplete) {
                    place->until = Wall::now() + config_.request_time_max;
                }
            }
            if (state == HttpReader::State::incomplete) {
                break;
            }
            const bool is_request = state == HttpReader::State::complete;
            keep_alive = is_request && reader.keep_alive() && !is_stopping_;
            write_reply(is_request ? answer(reader.request()) : reader.refusal(), keep_alive, text);
            if (store_.has_unsynced() && !co_await durable()) {
                write_reply(problem(503, "store unavailable",
                                    "this may or may not have been done; send it again under the "
                                    "same Idempotency-Key"),
                            keep_alive, text);
            }
            if (!failure_.empty()) {
                break;
            }
            // Nearly always all of it goes at once, which spares a turn of the loop.
            boost::system::error_code error;
            const std::size_t sent = place->socket.write_some(asio::buffer(text), error);
            if (sent < text.size() && (!error || error == asio::error::would_block)) {
                place->until = Wall::now() + config_.request_time_max;
                std::size_t rest = 0;
                std::tie(error, rest) = co_await asio::async_write(
                    place->socket, asio::buffer(text) + sent, kAwaitQuietly);
            }
            keep_alive = keep_alive && !error;
        }
        place->is_idle = false;
        co_await part(*place);
        connections_.erase(place);
        stop_if_alone();
    }

    /// Closes so that the last reply arrives: what the client still sends is read and dropped for
    /// a moment, since closing on unread bytes would reset the connection.
    static Coroutine part(Connection& connection) {
        connection.until = Wall::now() + kPartingTime;
        boost::system::error_code error;
        connection.socket.shutdown(Tcp::socket::shutdown_send, error);
        std::array<char, 4096> dropped{};
        std::size_t bytes = 0;
        while (!error) {
            std::tie(error, bytes) = co_await connection.socket.async_read_some(
                asio::buffer(dropped), kAwaitQuietly);
        }
    }

    Reply answer(const Request& request) {
        Reply reply = service_.handle(request, now());
        if (!is_suspended_) {
            arm_deadline();
        }
        return reply;
    }

    ServerConfig config_;
    std::chrono::system_clock::time_point made_at_ = std::chrono::system_clock::now();
    Service& service_;
    Store& store_;
    asio::io_context context_{1};
    Acceptor acceptor_{context_};
    Timer deadline_timer_{context_};
    Timer parting_timer_{context_};
    SimTime armed_for_ = kNever;
    std::list<Connection> connections_;
    std::vector<std::function<void(bool)>> waiting_;  ///< for the next sync
    bool is_suspended_ = false;                       ///< the store cannot be written
    bool is_stopping_ = false;
    std::string failure_;
};

HttpServer::HttpServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

tl::expected<HttpServer, ServerError> HttpServer::listen(const ServerConfig& config,
                                                         Service& service, Store& store) {
    auto loop = std::make_unique<Loop>(config, service, store);
    if (const auto error = loop->listen()) {
        return tl::unexpected(ServerError{fmt::format(
            "cannot listen on {}:{}: {}; is another program there? Try --port 0", config.host,
            config.port, error.message())});
    }
    return HttpServer(std::move(loop));
}

std::uint16_t HttpServer::port() const { return loop_->port(); }

tl::expected<void, ServerError> HttpServer::run(std::stop_token stop) {
    return loop_->run(std::move(stop));
}

}  // namespace ordersim::service
