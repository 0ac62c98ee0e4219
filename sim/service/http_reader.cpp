#include "sim/service/http_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

#include "sim/service/replies.hpp"

namespace ordersim::service {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using ErrorCode = boost::beast::error_code;

constexpr std::size_t kFirstRoom = 1024;

/// The texts of a request that the service reads.
struct Texts {
    std::string method;
    std::string target;
    std::string body;
    std::string authorization;
    std::string idempotency_key;
    std::string if_match;
    std::string signature;

    void clear() {
        for (std::string* text : {&method, &target, &body, &authorization, &idempotency_key,
                                  &if_match, &signature}) {
            text->clear();
        }
    }
};

Reply refusal_of(const ErrorCode& error) {
    if (error == http::error::header_limit) {
        return problem(431, "too large", error.message());
    }
    const bool is_large = error == http::error::body_limit;
    return problem(is_large ? 413 : 400, is_large ? "too large" : "bad request", error.message());
}

}  // namespace

/// Keeps what is read of a request, and nothing else.
class HttpReader::Parser final : public http::basic_parser<true> {
public:
    explicit Parser(Texts& texts) : texts_(texts) {}

private:
    void on_request_impl(http::verb /*verb*/, string_view method, string_view target,
                         int /*version*/, ErrorCode& /*error*/) override {
        texts_.method.assign(method.data(), method.size());
        texts_.target.assign(target.data(), target.size());
    }
    void on_response_impl(int /*code*/, string_view /*reason*/, int /*version*/,
                          ErrorCode& /*error*/) override {}
    void on_field_impl(http::field field, string_view name, string_view value,
                       ErrorCode& /*error*/) override {
        const auto is = [&](string_view other) { return boost::beast::iequals(name, other); };
        std::string* text = field == http::field::authorization ? &texts_.authorization
                            : field == http::field::if_match    ? &texts_.if_match
                            : field != http::field::unknown     ? nullptr
                            : is("Idempotency-Key")             ? &texts_.idempotency_key
                            : is("X-Ordersim-Signature")        ? &texts_.signature
                                                                : nullptr;
        if (text != nullptr && text->empty()) {
            text->assign(value.data(), value.size());
        }
    }
    void on_header_impl(ErrorCode& /*error*/) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           ErrorCode& /*error*/) override {}
    std::size_t on_body_impl(string_view body, ErrorCode& /*error*/) override {
        texts_.body.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, string_view /*extensions*/,
                              ErrorCode& /*error*/) override {}
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, string_view body,
                                   ErrorCode& error) override {
        return on_body_impl(body, error);
    }
    void on_finish_impl(ErrorCode& /*error*/) override {}

    Texts& texts_;
};

struct HttpReader::Parts {
    HttpLimits limits;
    Texts texts;
    std::optional<Parser> parser;
    std::vector<char> bytes;
    std::size_t begin = 0;  ///< of the bytes not yet parsed
    std::size_t end = 0;
    Reply refusal;
};

HttpReader::HttpReader(const HttpLimits& limits) : parts_(std::make_unique<Parts>()) {
    parts_->limits = limits;
}
HttpReader::~HttpReader() = default;

std::span<char> HttpReader::room() {
    Parts& at = *parts_;
    if (at.begin == at.end) {
        at.begin = 0;
        at.end = 0;
    } else if (at.begin > 0) {
        std::copy(at.bytes.begin() + static_cast<std::ptrdiff_t>(at.begin),
                  at.bytes.begin() + static_cast<std::ptrdiff_t>(at.end), at.bytes.begin());
        at.end -= std::exchange(at.begin, 0);
    }
    if (at.end == at.bytes.size()) {
        at.bytes.resize(std::max(kFirstRoom, 2 * at.bytes.size()));
    }
    return {at.bytes.data() + at.end, at.bytes.size() - at.end};
}

void HttpReader::took(std::size_t bytes) { parts_->end += bytes; }

HttpReader::State HttpReader::next() {
    Parts& at = *parts_;
    if (!at.parser || at.parser->is_done()) {
        at.texts.clear();
        at.parser.emplace(at.texts);
        at.parser->header_limit(static_cast<std::uint32_t>(at.limits.head_bytes_max));
        at.parser->body_limit(at.limits.body_bytes_max);
        at.parser->eager(true);
    }
    while (!at.parser->is_done()) {
        if (at.begin == at.end) {
            return State::incomplete;
        }
        ErrorCode error;
        at.begin += at.parser->put(
            boost::asio::const_buffer(at.bytes.data() + at.begin, at.end - at.begin), error);
        if (error == http::error::need_more) {
            return State::incomplete;
        }
        if (error) {
            at.refusal = refusal_of(error);
            return State::refused;
        }
    }
    return State::complete;
}

Request HttpReader::request() const {
    const Texts& texts = parts_->texts;
    return {.method = texts.method,
            .target = texts.target,
            .body = texts.body,
            .authorization = texts.authorization,
            .idempotency_key = texts.idempotency_key,
            .if_match = texts.if_match,
            .signature = texts.signature};
}

bool HttpReader::keep_alive() const { return parts_->parser->keep_alive(); }

const Reply& HttpReader::refusal() const { return parts_->refusal; }

}  // namespace ordersim::service
