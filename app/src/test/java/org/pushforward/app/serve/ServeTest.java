package org.pushforward.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.io.CarriedSession;
import org.pushforward.engine.io.Npy;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls and their answers, by line and by socket. */
@Timeout(120)
class ServeTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BELL = "{\"target\":\"mesh.monge-ampere\",\"set\":{\"monitor\":\"bell\",\"n\":8,\"alpha\":20},\"seed\":3}";

    private final Desk desk = new PlainDesk(1);
    private final Server server = new Server(desk, false);

    @AfterEach
    void close() {
        desk.close();
    }

    private List<JsonNode> answers(String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        server.serve(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), out);
        return out.toString(StandardCharsets.UTF_8).lines().map(l -> (JsonNode) JSON.readTree(l)).toList();
    }

    private static String line(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"" + method + "\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private JsonNode result(String method, String params) throws IOException {
        JsonNode answer = answers(line(method, params)).getFirst();
        assertThat(answer.path("error").toString()).as(method).isEmpty();
        assertThat(answer.get("id").stringValue()).isEqualTo(method);
        return answer.get("result");
    }

    private String refusal(String method, String params) throws IOException {
        return answers(line(method, params)).getFirst().get("error").get("message").stringValue();
    }

    private static JsonNode run(JsonNode state, int k) {
        return state.get("runs").get(k);
    }

    @Test
    void aRunIsOpenedSteppedChangedTakenBackAndForked() throws IOException {
        JsonNode opened = run(result("open", BELL), 0);
        assertThat(opened.get("step").intValue()).isZero();
        assertThat(opened.get("seed").intValue()).isEqualTo(3);
        assertThat(opened.get("parameters").get("n").intValue()).isEqualTo(8);
        assertThat(run(result("step", "{\"n\":3}"), 0).get("step").intValue()).isEqualTo(3);
        assertThat(run(result("set", "{\"parameter\":\"alpha\",\"value\":10}"), 0).get("parameters").get("alpha").doubleValue()).as("a live one").isEqualTo(10);
        assertThat(run(result("undo", "{}"), 0).get("parameters").get("alpha").doubleValue()).isEqualTo(20);
        assertThat(run(result("redo", "{}"), 0).get("parameters").get("alpha").doubleValue()).isEqualTo(10);
        JsonNode back = run(result("seek", "{\"step\":1}"), 0);
        assertThat(back.get("step").intValue()).isEqualTo(1);
        assertThat(back.get("state").stringValue()).as("what is there, not what is on its way").isEqualTo("paused");
        JsonNode forked = result("fork", "{}");
        assertThat(forked.get("runs")).hasSize(2);
        assertThat(forked.get("selected")).isEqualTo(run(forked, 1).get("id"));
        assertThat(run(result("set", "{\"parameter\":\"n\",\"value\":\"10\"}"), 1).get("step").intValue()).as("anew").isZero();
        assertThat(result("close", "{\"run\":" + run(forked, 1).get("id") + "}").get("runs")).hasSize(1);
        result("play", "{}");
        assertThat(run(result("wait", "{}"), 0).get("state").stringValue()).isEqualTo("converged");
        assertThat(run(result("reset", "{\"next-seed\":true}"), 0).get("seed").intValue()).isEqualTo(4);
    }

    @Test
    void theNumbersAreThoseOfTheRun() throws IOException {
        result("open", BELL);
        result("step", "{\"n\":4}");
        ParameterSet bell = ParameterSet.of(Catalogue.find("mesh.monge-ampere").parameters(), "monitor=bell", "n=8", "alpha=20");
        try (Run same = new Run(RunDefinition.of(Catalogue.find("mesh.monge-ampere"), bell, 3), 2)) {
            same.seek(4);
            var mesh = same.frame().layers().stream().filter(l -> l.id().equals("mesh")).findFirst().orElseThrow().arrays().getFirst();
            JsonNode array = result("arrays", "{\"name\":\"mesh\"}");
            assertThat(Base64.getDecoder().decode(array.get("npy").stringValue())).isEqualTo(Npy.bytes(mesh.values(), mesh.shape()));
            assertThat(result("arrays", "{}").get("arrays").get("mesh")).hasSize(3);
            double residual = same.history().value(4, "residual");
            assertThat(result("history", "{}").get("diagnostics").get("residual").get(4).doubleValue()).isEqualTo(residual);
        }
        assertThat(result("checks", "{}").get("checks").findValuesAsString("name")).contains("min J");
        JsonNode picture = result("picture", "{\"width\":400,\"height\":300,\"theme\":\"light\"}");
        Path png = Files.createTempFile("picture", ".png");
        Files.write(png, Base64.getDecoder().decode(picture.get("png").stringValue()));
        assertThat(CarriedSession.in(png)).as("its session is in it").isPresent();
        Files.delete(png);
        assertThat(result("session", "{}").get("runs").get(0).get("step").intValue()).isEqualTo(4);
    }

    @Test
    void whatIsWrongIsOneSentenceAndChangesNothing() throws IOException {
        assertThat(refusal("step", "{}")).isEqualTo("nothing is open");
        result("open", BELL);
        assertThat(refusal("open", "{\"target\":\"no.such\"}")).contains("no.such");
        assertThat(refusal("open", "{\"target\":\"ot.line\",\"set\":{\"nothing\":1}}")).contains("nothing");
        assertThat(refusal("set", "{\"parameter\":\"alpha\",\"value\":-1}")).startsWith("alpha: \"-1\" is not allowed");
        assertThat(refusal("set", "{\"parameter\":\"alpha\",\"value\":[1]}")).contains("give a text, a number");
        assertThat(refusal("step", "{\"n\":0}")).contains("from 1");
        assertThat(refusal("step", "{\"m\":1}")).contains("unknown field; there are n");
        assertThat(refusal("select", "{\"run\":\"x\"}")).contains("there are run-");
        assertThat(refusal("close", "{\"run\":" + result("state", "{}").get("selected") + "}")).contains("the only run");
        assertThat(refusal("arrays", "{\"name\":\"x\"}")).contains("mesh");
        assertThat(refusal("picture", "{\"width\":1}")).contains("from 100");
        assertThat(refusal("nonsense", "{}")).contains("no method");
        // A zero density has no logarithm: found while the run is made, and what was open stays.
        assertThat(refusal("set", "{\"parameter\":\"monitor\",\"value\":\"nothing\"}")).contains("monitor");
        assertThat(run(result("state", "{}"), 0).get("parameters").get("alpha").doubleValue()).isEqualTo(20);
        List<JsonNode> odd = answers("nonsense", "[]", "{\"id\":1}", "", "{\"method\":\"state\"}");
        assertThat(odd.stream().map(a -> a.get("error").get("code").intValue())).as("a notification has no answer").containsExactly(-32700, -32700, -32600);
        assertThat(answers("{}").getFirst().get("error").get("code").intValue()).as("neither a call nor a notification").isEqualTo(-32600);
        assertThat(refusal("state", "{\"x\":1}")).endsWith("there are none");
        assertThat(refusal("wait", "{\"seconds\":-1}")).contains("from 0");
        assertThat(refusal("open", "{\"target\":\"\"}")).contains("no experiment");
        assertThat(run(result("step", "{\"n\":null}"), 0).get("step").intValue()).as("null is as good as nothing").isEqualTo(1);
    }

    /** The next line is whole. */
    @Test
    void aLineThatIsTooLongIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Server(desk, false, 100).serve(new ByteArrayInputStream((" ".repeat(101) + "\n" + line("ping", "{}") + "\n").getBytes(StandardCharsets.UTF_8)), out);
        List<String> said = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).contains("longer than 100 bytes");
        assertThat(said.getLast()).contains("\"result\"");
    }

    /** On one connection, as an assistant has it: no answer, and the next call has its turn. */
    @Test
    void whatTakesForEverIsTakenBack() throws Exception {
        result("open", "{\"target\":\"sph.wcsph\",\"set\":{\"resolution\":12}}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PipedOutputStream say = new PipedOutputStream(); PipedInputStream in = new PipedInputStream(say)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try {
                    server.serve(in, out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            say.write((line("step", "{\"n\":10000000}") + "\n" + line("fork", "{}") + "\n").getBytes(StandardCharsets.UTF_8));
            say.flush();
            assertThat(desk.await(() -> desk.workspace().selected().orElseThrow().workingSeconds() > 0.1, 60)).as("under way").isTrue();
            for (String id : List.of("fork", "step", "unknown")) {
                say.write(("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"" + id + "\"}}\n").getBytes(StandardCharsets.UTF_8));
            }
            say.write((line("state", "{}") + "\n").getBytes(StandardCharsets.UTF_8));
            say.close();
            served.get(60, TimeUnit.SECONDS);
        }
        List<String> said = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(said).as("no answer to what was taken back").singleElement().asString().contains("\"id\":\"state\"", "\"state\":\"paused\"");
        assertThat(result("state", "{}").get("runs")).as("nor was it done").hasSize(1);
    }

    @Test
    void anAssistantFindsTheSameCallsAsTools() throws IOException {
        JsonNode about = result("initialize", "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
        assertThat(about.get("protocolVersion").stringValue()).isEqualTo("2025-03-26");
        assertThat(about.get("capabilities").has("tools")).isTrue();
        assertThat(result("initialize", "{\"protocolVersion\":\"1999-01-01\"}").get("protocolVersion").stringValue()).as("none that is not spoken").isEqualTo("2025-06-18");
        String guide = Files.readString(Path.of("../docs/serve.md"));
        JsonNode tools = result("tools/list", "{}").get("tools");
        for (JsonNode tool : tools) {
            assertThat(guide).as("the guide").contains("`" + tool.get("name").stringValue() + "`");
            assertThat(tool.get("description").stringValue()).isNotBlank();
            assertThat(tool.get("inputSchema").get("type").stringValue()).isEqualTo("object");
            tool.get("inputSchema").get("required").forEach(r -> assertThat(tool.get("inputSchema").get("properties").has(r.stringValue())).isTrue());
        }
        JsonNode state = result("tools/call", "{\"name\":\"open\",\"arguments\":" + BELL + "}");
        assertThat(state.get("structuredContent").get("runs")).hasSize(1);
        assertThat(JSON.readTree(state.get("content").get(0).get("text").stringValue())).isEqualTo(state.get("structuredContent"));
        JsonNode picture = result("tools/call", "{\"name\":\"picture\",\"arguments\":{\"width\":200,\"height\":150}}").get("content").get(1);
        assertThat(picture.get("mimeType").stringValue()).isEqualTo("image/png");
        JsonNode refused = result("tools/call", "{\"name\":\"set\",\"arguments\":{\"parameter\":\"alpha\",\"value\":\"x\"}}");
        assertThat(refused.get("isError").booleanValue()).isTrue();
        assertThat(refused.get("content").get(0).get("text").stringValue()).startsWith("alpha");
    }

    @Test
    void aSocketAnswersThoseWhoKnowTheToken() throws IOException {
        try (ServerSocket socket = Server.open(0)) {
            Thread.ofVirtual().start(() -> server.serve(socket, "secret"));
            assertThat(socket.getInetAddress().isLoopbackAddress()).isTrue();
            assertThat(exchange(socket, "{\"token\":\"guess\"}\n" + line("state", "{}") + "\n")).singleElement().asString().contains("token");
            assertThat(exchange(socket, line("state", "{}") + "\n")).singleElement().asString().contains("token");
            List<String> said = exchange(socket, "{\"token\":\"secret\"}\n" + line("state", "{}") + "\n");
            assertThat(said).hasSize(2);
            assertThat(JSON.readTree(said.getLast()).get("result").get("runs")).isEmpty();
        }
    }

    @Test
    void whatTakesForEverIsPausedByAnotherConnection() throws Exception {
        try (ServerSocket socket = Server.open(0)) {
            Thread.ofVirtual().start(() -> server.serve(socket, "secret"));
            result("open", "{\"target\":\"sph.wcsph\",\"set\":{\"resolution\":12}}");
            CompletableFuture<String> steps = CompletableFuture.supplyAsync(() -> said(socket, line("step", "{\"n\":10000000}")));
            assertThat(desk.await(() -> desk.workspace().selected().orElseThrow().workingSeconds() > 0.1, 60)).as("under way").isTrue();
            assertThat(said(socket, line("state", "{}"))).as("seen on the way").contains("\"step\":");
            assertThat(said(socket, line("pause", "{}"))).contains("\"result\"");
            assertThat(steps.get(60, TimeUnit.SECONDS)).contains("\"state\":\"paused\"");
        }
    }

    private static String said(ServerSocket socket, String line) {
        try {
            return exchange(socket, "{\"token\":\"secret\"}\n" + line + "\n").getLast();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> exchange(ServerSocket socket, String text) throws IOException {
        try (Socket s = new Socket(socket.getInetAddress(), socket.getLocalPort())) {
            s.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            s.shutdownOutput();
            return new String(s.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
