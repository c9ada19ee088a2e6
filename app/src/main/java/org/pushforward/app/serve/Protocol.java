package org.pushforward.app.serve;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.JsonReader;
import org.pushforward.engine.io.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON-RPC 2.0, a line a message. The methods are the {@link Calls}; and, since the Model Context Protocol is JSON-RPC too, {@code initialize},
 * {@code ping}, {@code tools/list} and {@code tools/call}, by which an assistant finds and uses the same calls.
 */
final class Protocol {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The revision of the Model Context Protocol that is spoken where a client names none, or one that is not known. */
    private static final String REVISION = "2025-06-18";
    /** Those that are spoken; tools are called alike in all of them. */
    private static final Set<String> REVISIONS = Set.of("2024-11-05", "2025-03-26", REVISION, "2025-11-25");
    private static final String CANCELLED = "notifications/cancelled";
    private static final String ABOUT = "Pushforward runs numerical methods live. Find an experiment with list, open it, step or play it, set parameters, and read "
            + "diagnostics, checks, arrays and the picture. Every run can go back with seek.";

    /** Of the standard, and one for what a call refuses. */
    private enum Problem {
        NO_JSON(-32700), NO_REQUEST(-32600), NO_METHOD(-32601), REFUSED(-32602), INSIDE(-32603);

        private final int code;

        Problem(int code) {
            this.code = code;
        }
    }

    private final Calls calls;
    private final Map<String, Call> byName;

    Protocol(Calls calls) {
        this.calls = calls;
        byName = calls.all().stream().collect(Collectors.toMap(Call::name, Function.identity()));
    }

    /** The answer to a line; none to a notification. */
    Optional<String> answer(String line) {
        JsonReader message;
        try {
            message = JsonReader.parse("the message", line);
        } catch (InputException e) {
            return Optional.of(problem(JSON.nullNode(), Problem.NO_JSON, e.getMessage(), e.hint()));
        }
        boolean isNotification = !message.names().contains("id");
        if (isNotification && message.has("method")) {
            return Optional.empty();
        }
        JsonNode id = isNotification ? JSON.nullNode() : JSON.readTree(line).get("id");
        if (!message.has("method")) {
            return Optional.of(problem(id, Problem.NO_REQUEST, "the message has no method", "send {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"list\", \"params\": {}}"));
        }
        try {
            return Optional.of(result(id, content(message.text("method"), message.has("params") ? message.object("params") : JsonReader.parse("the message", "{}"))));
        } catch (UnknownMethod e) {
            return Optional.of(problem(id, Problem.NO_METHOD, e.getMessage(), "there are " + String.join(", ", calls.all().stream().map(Call::name).toList())));
        } catch (InputException e) {
            return Optional.of(problem(id, Problem.REFUSED, e.getMessage(), e.hint()));
        } catch (CancelToken.Cancelled e) {
            return Optional.of(problem(id, Problem.INSIDE, "it was given up", ""));
        } catch (RuntimeException e) {
            return Optional.of(problem(id, Problem.INSIDE, "internal error: " + e, "please report it with the message you sent"));
        }
    }

    /** The id of the call that a line takes back, if that is what it does (a notification of the Model Context Protocol). */
    static Optional<JsonNode> takesBack(String line) {
        return line.contains(CANCELLED) ? field(line, "method").filter(m -> m.isString() && m.stringValue().equals(CANCELLED))
                .flatMap(_ -> field(line, "params")).flatMap(p -> Optional.ofNullable(p.get("requestId"))) : Optional.empty();
    }

    /** The id of the call that a line is; none where it cannot be read. */
    static Optional<JsonNode> id(String line) {
        return field(line, "id").filter(id -> !id.isNull());
    }

    private static Optional<JsonNode> field(String line, String name) {
        try {
            JsonReader.parse("the message", line);
            return Optional.ofNullable(JSON.readTree(line).get(name));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /** So that a call that was taken back comes to its end. */
    void pause() {
        calls.pause();
    }

    private ObjectNode content(String method, JsonReader given) {
        return switch (method) {
            case "initialize" -> introduction(given);
            case "ping" -> JSON.createObjectNode();
            case "tools/list" -> {
                ObjectNode all = JSON.createObjectNode();
                ArrayNode tools = all.putArray("tools");
                calls.all().forEach(c -> c.describe(tools.addObject()));
                yield all;
            }
            case "tools/call" -> used(given);
            default -> {
                Answer a = calls.answer(call(method), given);
                a.picture().ifPresent(png -> a.content().put("png", base64(png)));
                yield a.content();
            }
        };
    }

    private Call call(String name) {
        return Optional.ofNullable(byName.get(name)).orElseThrow(() -> new UnknownMethod("there is no method " + InputException.quoted(name)));
    }

    private static ObjectNode introduction(JsonReader given) {
        ObjectNode about = JSON.createObjectNode().put("protocolVersion", Optional.of(given).filter(g -> g.has("protocolVersion")).map(g -> g.text("protocolVersion")).filter(REVISIONS::contains).orElse(REVISION));
        about.putObject("capabilities").putObject("tools");
        about.putObject("serverInfo").put("name", "pushforward").put("title", "Pushforward").put("version", Program.version());
        return about.put("instructions", ABOUT);
    }

    /** What is refused is told to the assistant as the result of the tool, so that it can do better. */
    private ObjectNode used(JsonReader given) {
        ObjectNode result = JSON.createObjectNode();
        ArrayNode content = result.putArray("content");
        try {
            Answer a = calls.answer(call(given.text("name")), given.has("arguments") ? given.object("arguments") : JsonReader.parse("the message", "{}"));
            content.addObject().put("type", "text").put("text", JSON.writeValueAsString(a.content()));
            a.picture().ifPresent(png -> content.addObject().put("type", "image").put("mimeType", "image/png").put("data", base64(png)));
            result.set("structuredContent", a.content());
        } catch (InputException e) {
            content.addObject().put("type", "text").put("text", e.getMessage() + (e.hint().isEmpty() ? "" : " – " + e.hint()));
            result.put("isError", true);
        }
        return result;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String result(JsonNode id, ObjectNode content) {
        return said(id).set("result", content).toString();
    }

    private static String problem(JsonNode id, Problem problem, String message, String hint) {
        ObjectNode said = said(id);
        ObjectNode error = said.putObject("error").put("code", problem.code).put("message", InputException.line(message));
        if (!hint.isEmpty()) {
            error.putObject("data").put("hint", hint);
        }
        return said.toString();
    }

    private static ObjectNode said(JsonNode id) {
        return JSON.createObjectNode().put("jsonrpc", "2.0").set("id", id);
    }

    private static final class UnknownMethod extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownMethod(String message) {
            super(message);
        }
    }
}
