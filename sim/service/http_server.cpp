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
/// Of a store that others write to: so often it is looked through for deadlines that have passed.
constexpr std::chrono::milliseconds kLookForDeadlines(50);
constexpr Wall::time_point kUnarmed = Wall::time_point::max();

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

    /// Wakes when the earliest deadline has passed, so that it fires without a request, too; where
    /// others set deadlines as well, or the store is to be had back, now and then.
    void arm_deadline() {
        Wall::time_point at = kUnarmed;
        if (!service_.trouble().empty()) {
            at = std::min(armed_for_, Wall::now() + kPause);
        } else if (const SimTime next = service_.next_deadline(); next != kNever) {
            const std::chrono::duration<double, std::micro> wait(
                static_cast<double>((next - config_.clock_at).count() + 1) /
                config_.clock_factor);
            at = config_.clock_read_at + std::chrono::duration_cast<Wall::duration>(wait);
        }
        if (store_.is_shared()) {
            at = std::min(at, armed_for_ == kUnarmed ? Wall::now() + kLookForDeadlines
                                                     : armed_for_);
        }
        if (std::exchange(armed_for_, at) == at || at == kUnarmed) {
            return;
        }
        deadline_timer_.expires_at(at);
        deadline_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) {
                armed_for_ = kUnarmed;
                carry_out({});
                arm_deadline();
            }
        });
    }

    /// A store that breaks ends the server: nothing is said any more.
    std::vector<Reply> carry_out(std::span<const Request> requests) {
        auto replies = service_.handle_together(requests, now());
        if (const bool is_in_trouble = !service_.trouble().empty();
            is_in_trouble != std::exchange(was_in_trouble_, is_in_trouble)) {
            config_.on_trouble(is_in_trouble ? service_.trouble() + "; requests that need the "
                                               "store are refused until it can be had again"
                                             : "the store can be had again");
        }
        if (!replies) {
            failure_ = replies.error().message;
            context_.stop();
        }
        return replies ? std::move(*replies) : std::vector<Reply>(requests.size());
    }

    Reply answer_at_once(const Request& request) {
        Reply reply = service_.handle(request, now());
        arm_deadline();
        return reply;
    }

    /// Returns when the reply may be sent. All who ask in one turn of the loop share a sync (group
    /// commit): it runs behind every request that is ready by then. Both must outlive it.
    Coroutine answer(const Request& request, Reply& reply) {
        co_await asio::async_initiate<decltype(kAwait), void()>(
            [this, &request, &reply](auto handler) {
                using Handler = decltype(handler);
                const auto kept = std::make_shared<Handler>(std::move(handler));
                asked_.push_back(request);
                asking_.push_back({&reply, [kept] { std::move (*kept)(); }});
                if (asked_.size() == 1) {
                    asio::post(context_, [this] { answer_all(); });
                }
            },
            kAwait);
    }

    void answer_all() {
        const std::vector<Request> asked = std::exchange(asked_, {});
        std::vector<Asking> asking = std::exchange(asking_, {});
        std::vector<Reply> replies = carry_out(asked);
        arm_deadline();
        for (std::size_t i = 0; i < asking.size(); ++i) {
            *asking[i].reply = std::move(replies[i]);
            asking[i].resume();
        }
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
        Reply reply;
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
            if (!is_request) {
                reply = reader.refusal();
            } else if (store_.is_durable()) {
                co_await answer(reader.request(), reply);
            } else {
                reply = answer_at_once(reader.request());
            }
            write_reply(reply, keep_alive, text);
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

    /// Who waits for a reply.
    struct Asking {
        Reply* reply;
        std::function<void()> resume;
    };

    ServerConfig config_;
    std::chrono::system_clock::time_point made_at_ = std::chrono::system_clock::now();
    Service& service_;
    Store& store_;
    asio::io_context context_{1};
    Acceptor acceptor_{context_};
    Timer deadline_timer_{context_};
    Timer parting_timer_{context_};
    Wall::time_point armed_for_ = kUnarmed;
    std::list<Connection> connections_;
    std::vector<Request> asked_;  ///< for the next sync
    std::vector<Asking> asking_;  ///< by whom
    bool was_in_trouble_ = false;
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
