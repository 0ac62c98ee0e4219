#include "sim/load/reply_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <utility>

namespace ordersim::load {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using ErrorCode = boost::beast::error_code;

constexpr std::uint32_t kHeadBytesMost = 64U << 10U;

/// A body in pieces. The first is only looked at, until it must outlive the bytes that brought it.
struct Body {
    std::string_view piece;
    std::string kept;

    void append(std::string_view next) {
        if (piece.empty() && kept.empty()) {
            piece = next;
            return;
        }
        keep();
        kept.append(next);
    }
    void keep() { kept.append(std::exchange(piece, {})); }
    [[nodiscard]] std::string_view text() const { return piece.empty() ? kept : piece; }
};

/// Keeps the status and the body of a reply and the fields that are asked for, and nothing else.
class OneReply final : public http::basic_parser<false> {
public:
    explicit OneReply(const std::vector<std::string>& names)
        : fields(names.size()), names_(names) {
        header_limit(kHeadBytesMost);
        body_limit(kReplyBytesMost);
        eager(true);
    }

    unsigned status = 0;
    Body body = {};
    std::vector<std::string> fields;

private:
    void on_request_impl(http::verb /*verb*/, string_view /*method*/, string_view /*target*/,
                         int /*version*/, ErrorCode& /*error*/) override {}
    void on_response_impl(int code, string_view /*reason*/, int /*version*/,
                          ErrorCode& /*error*/) override {
        status = static_cast<unsigned>(code);
    }
    void on_field_impl(http::field /*field*/, string_view name, string_view value,
                       ErrorCode& /*error*/) override {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (boost::beast::iequals(name, names_[i])) {
                fields[i].assign(value.data(), value.size());
            }
        }
    }
    void on_header_impl(ErrorCode& /*error*/) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           ErrorCode& /*error*/) override {}
    std::size_t on_body_impl(string_view bytes, ErrorCode& /*error*/) override {
        body.append({bytes.data(), bytes.size()});
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, string_view /*extensions*/,
                              ErrorCode& /*error*/) override {}
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, string_view bytes,
                                   ErrorCode& error) override {
        return on_body_impl(bytes, error);
    }
    void on_finish_impl(ErrorCode& /*error*/) override {}

    const std::vector<std::string>& names_;
};

}  // namespace

class ReplyReader::Parser {
public:
    explicit Parser(std::vector<std::string> names) : names_(std::move(names)) {}

    State take(std::string_view bytes) {
        if (!reply_ || reply_->is_done()) {
            reply_.emplace(names_);
            unparsed_.clear();
        }
        if (unparsed_.empty()) {
            const State state = parse(bytes);
            unparsed_.assign(bytes);
            return state;
        }
        unparsed_.append(bytes);
        std::string_view rest = unparsed_;
        const State state = parse(rest);
        if (state == State::incomplete) {
            unparsed_.erase(0, unparsed_.size() - rest.size());
        }
        return state;
    }

    State end() {
        ErrorCode error;
        if (reply_ && reply_->got_some() && !reply_->is_done()) {
            reply_->put_eof(error);
        }
        return reply_ && reply_->is_done() && !error ? State::complete : State::incomplete;
    }

    void reset() {
        reply_.reset();
        unparsed_.clear();
    }

    [[nodiscard]] const OneReply& reply() const { return *reply_; }
    [[nodiscard]] const std::vector<std::string>* fields() const {
        return names_.empty() ? nullptr : &reply_->fields;
    }

private:
    /// Takes what it has parsed away from `bytes`. What is left of a complete reply is a fault:
    /// nobody has called for it.
    State parse(std::string_view& bytes) {
        while (!bytes.empty() && !reply_->is_done()) {
            ErrorCode error;
            bytes.remove_prefix(
                reply_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error));
            if (error == http::error::need_more) {
                break;
            }
            if (error) {
                return State::malformed;
            }
            if (reply_->is_done() && reply_->status < 200) {
                // An interim reply (RFC 9110, 15.2): the one that counts follows.
                reply_.emplace(names_);
            }
        }
        if (!reply_->is_done()) {
            reply_->body.keep();
            return State::incomplete;
        }
        return bytes.empty() ? State::complete : State::malformed;
    }

    std::vector<std::string> names_;
    std::optional<OneReply> reply_;
    std::string unparsed_;  ///< bytes of a reply that is incomplete
};

ReplyReader::ReplyReader(std::vector<std::string> fields)
    : parser_(std::make_unique<Parser>(std::move(fields))) {}
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;
ReplyReader::~ReplyReader() = default;

ReplyReader::State ReplyReader::take(std::string_view bytes) { return parser_->take(bytes); }
ReplyReader::State ReplyReader::end() { return parser_->end(); }
void ReplyReader::reset() { parser_->reset(); }
unsigned ReplyReader::status() const { return parser_->reply().status; }
std::string_view ReplyReader::body() const { return parser_->reply().body.text(); }
bool ReplyReader::keep_alive() const { return parser_->reply().keep_alive(); }
const std::vector<std::string>* ReplyReader::fields() const { return parser_->fields(); }

}  // namespace ordersim::load
