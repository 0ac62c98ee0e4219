#include "sim/load/http_client.hpp"

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace ordersim::load {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<Wall, asio::wait_traits<Wall>, Executor>;
using Parser = http::response_parser<http::string_body>;

constexpr std::size_t kReplyBytesMost = 16U << 20U;
constexpr std::chrono::milliseconds kTick{500};
constexpr std::chrono::milliseconds kTimeoutsEvery{20};

struct Connection {
    explicit Connection(asio::io_context& context) : socket(context) {}

    Socket socket;
    boost::beast::flat_buffer buffer{kReplyBytesMost};
    std::optional<Parser> parser{};
    Call call{};
    Wall::time_point sent{};
    bool is_busy = false;
    bool is_open = false;
    bool is_timed_out = false;
};

}  // namespace

tl::expected<Target, std::string> Target::parse(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    const auto fault = [&] {
        return tl::unexpected("'" + std::string(url) +
                              "' is no target; one looks like http://127.0.0.1:8080");
    };
    if (!url.starts_with(scheme)) {
        return fault();
    }
    std::string_view rest = url.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    Target target;
    target.base = rest.substr(slash);
    while (target.base.ends_with('/')) {
        target.base.pop_back();
    }
    const std::string_view place = rest.substr(0, slash);
    const bool is_bracketed = place.starts_with('[');
    const std::size_t end = is_bracketed ? place.find(']') : place.rfind(':');
    if (is_bracketed && end == std::string_view::npos) {
        return fault();
    }
    target.host = is_bracketed ? place.substr(1, end - 1) : place.substr(0, end);
    std::string_view port = is_bracketed ? place.substr(end + 1)
                                         : place.substr(std::min(end, place.size()));
    port = port.starts_with(':') ? port.substr(1) : port;
    target.port = port.empty() ? "80" : port;
    const bool is_number =
        std::ranges::all_of(target.port, [](char c) { return c >= '0' && c <= '9'; });
    if (target.host.empty() || !is_number || target.port.size() > 5) {
        return fault();
    }
    return target;
}

bool Target::is_loopback() const {
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

class HttpClient::Loop {
public:
    explicit Loop(const ClientConfig& config) : config_(config) {
        for (std::uint32_t i = 0; i < config.connections; ++i) {
            connections_.emplace_back(context_);
            idle_.push_back(i);
        }
        std::ranges::reverse(idle_);
    }

    error_code resolve() {
        error_code error;
        asio::ip::basic_resolver<Tcp, Executor> resolver(context_);
        const auto found = resolver.resolve(config_.target.host, config_.target.port, error);
        if (!error) {
            endpoint_ = found.begin()->endpoint();
        }
        return error;
    }

    void send(Call call) {
        call.asked = Wall::now();
        if (idle_.empty()) {
            line_.push_back(std::move(call));
            return;
        }
        const std::size_t place = idle_.back();
        idle_.pop_back();
        begin(place, std::move(call));
    }

    [[nodiscard]] std::size_t idle() const { return line_.empty() ? idle_.size() : 0; }
    [[nodiscard]] std::size_t waiting() const { return line_.size(); }

    void run(Caller& caller) {
        caller_ = &caller;
        context_.restart();
        armed_for_ = Wall::time_point::min();
        tick();
        look_for_timeouts();
        settle();
        context_.run();
        caller_ = nullptr;
    }

private:
    void begin(std::size_t place, Call call) {
        Connection& connection = connections_[place];
        connection.call = std::move(call);
        connection.is_busy = true;
        connection.is_timed_out = false;
        if (connection.is_open) {
            write(place);
            return;
        }
        connection.sent = Wall::now();
        connection.socket.async_connect(endpoint_, [this, place](const error_code& error) {
            if (error) {
                end(place, connections_[place].is_timed_out ? Reply::Kind::timed_out
                                                            : Reply::Kind::unsent);
                return;
            }
            Connection& open = connections_[place];
            error_code ignored;
            open.socket.set_option(Tcp::no_delay(true), ignored);
            open.is_open = true;
            write(place);
        });
    }

    void write(std::size_t place) {
        Connection& connection = connections_[place];
        connection.sent = Wall::now();
        asio::async_write(connection.socket, asio::buffer(connection.call.bytes),
                          [this, place](const error_code& error, std::size_t) {
                              if (error) {
                                  fail(place, error);
                              } else {
                                  read(place);
                              }
                          });
    }

    void read(std::size_t place) {
        Connection& connection = connections_[place];
        connection.parser.emplace();
        connection.parser->body_limit(kReplyBytesMost);
        http::async_read(connection.socket, connection.buffer, *connection.parser,
                         [this, place](const error_code& error, std::size_t) {
                             if (error) {
                                 fail(place, error);
                             } else {
                                 finish(place);
                             }
                         });
    }

    void finish(std::size_t place) {
        Connection& connection = connections_[place];
        const Parser::value_type& message = connection.parser->get();
        const Call call = std::move(connection.call);
        const Reply reply{.kind = Reply::Kind::complete,
                          .tag = call.tag,
                          .status = message.result_int(),
                          .body = message.body(),
                          .intended = call.intended,
                          .asked = call.asked,
                          .sent = connection.sent,
                          .done = Wall::now()};
        if (!message.keep_alive()) {
            close(connection);
        }
        caller_->take(reply);
        free(place);
    }

    void fail(std::size_t place, const error_code& error) {
        Connection& connection = connections_[place];
        const bool is_http_fault = error.category() == make_error_code(http::error::bad_version)
                                                           .category() &&
                                   error != http::error::end_of_stream &&
                                   error != http::error::partial_message;
        end(place, connection.is_timed_out ? Reply::Kind::timed_out
                   : is_http_fault         ? Reply::Kind::malformed
                                           : Reply::Kind::broken);
    }

    void end(std::size_t place, Reply::Kind kind) {
        Connection& connection = connections_[place];
        close(connection);
        const Call call = std::move(connection.call);
        caller_->take({.kind = kind,
                       .tag = call.tag,
                       .intended = call.intended,
                       .asked = call.asked,
                       .sent = connection.sent,
                       .done = Wall::now()});
        free(place);
    }

    static void close(Connection& connection) {
        error_code ignored;
        connection.socket.close(ignored);
        connection.buffer.clear();
        connection.is_open = false;
    }

    void free(std::size_t place) {
        connections_[place].is_busy = false;
        if (line_.empty()) {
            idle_.push_back(place);
        } else {
            Call next = std::move(line_.front());
            line_.pop_front();
            begin(place, std::move(next));
        }
        settle();
    }

    /// Sets the timer for what the caller does next, or ends.
    void settle() {
        if (caller_->is_done()) {
            context_.stop();
            return;
        }
        const Wall::time_point next = caller_->next_due();
        if (next == armed_for_) {
            return;
        }
        armed_for_ = next;
        if (next == Wall::time_point::max()) {
            due_.cancel();
            return;
        }
        if (next <= Wall::now()) {  // a timer would cost calls of the kernel
            due_.cancel();
            asio::post(context_, [this] { call_due(); });
            return;
        }
        due_.expires_at(next);
        due_.async_wait([this](const error_code& error) {
            if (!error) {
                call_due();
            }
        });
    }

    void call_due() {
        armed_for_ = Wall::time_point::min();
        caller_->due(Wall::now());
        settle();
    }

    void tick() {
        ticks_.expires_after(kTick);
        ticks_.async_wait([this](const error_code& error) {
            if (!error) {
                caller_->tick(Wall::now());
                settle();
                tick();
            }
        });
    }

    void look_for_timeouts() {
        timeouts_.expires_after(kTimeoutsEvery);
        timeouts_.async_wait([this](const error_code& error) {
            if (error) {
                return;
            }
            const Wall::time_point late = Wall::now() - config_.timeout;
            for (Connection& connection : connections_) {
                if (connection.is_busy && connection.sent < late && !connection.is_timed_out) {
                    connection.is_timed_out = true;
                    error_code ignored;
                    connection.socket.close(ignored);
                }
            }
            look_for_timeouts();
        });
    }

    ClientConfig config_;
    asio::io_context context_{1};
    Tcp::endpoint endpoint_;
    std::deque<Connection> connections_;
    std::vector<std::size_t> idle_;
    std::deque<Call> line_;
    Caller* caller_ = nullptr;
    Timer due_{context_};
    Timer ticks_{context_};
    Timer timeouts_{context_};
    Wall::time_point armed_for_ = Wall::time_point::min();
};

HttpClient::HttpClient(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

tl::expected<HttpClient, std::string> HttpClient::make(const ClientConfig& config) {
    auto loop = std::make_unique<Loop>(config);
    if (const auto error = loop->resolve()) {
        return tl::unexpected("cannot find the host '" + config.target.host +
                              "': " + error.message());
    }
    return HttpClient(std::move(loop));
}

void HttpClient::send(Call call) { loop_->send(std::move(call)); }
std::size_t HttpClient::idle() const { return loop_->idle(); }
std::size_t HttpClient::waiting() const { return loop_->waiting(); }
void HttpClient::run(Caller& caller) { loop_->run(caller); }

}  // namespace ordersim::load
