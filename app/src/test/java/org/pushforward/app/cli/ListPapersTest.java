package org.pushforward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.io.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is to be cited. */
class ListPapersTest {

    private static String list(String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] arguments = new String[options.length + 1];
        arguments[0] = "list";
        System.arraycopy(options, 0, arguments, 1, options.length);
        int code = CommandLineInterface.execute(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, arguments);
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPaperIsListedOnceWithAllItsExperiments() {
        String text = list("--papers");
        assertThat(text.split("2303\\.16852", -1)).as("once").hasSize(2);
        JsonNode paper = JsonMapper.builder().build().readTree(list("--papers", "--json")).valueStream()
                .filter(n -> n.get("arxiv").asString().equals("2303.16852")).findFirst().orElseThrow();
        assertThat(paper.get("code").asString()).isEqualTo("https://github.com/yuyang-shi/dsbm-pytorch");
        assertThat(paper.get("experiments").valueStream().map(e -> e.get("id").asString())).contains("bridge.ipf-imf", "bridge.csbm", "bridge.dsb");
        assertThat(paper.get("experiments").get(0).get("checks").asInt()).isPositive();
    }

    @Test
    void papersAreBibTexEntries() {
        assertThat(list("--bibtex")).contains("@misc{shi2023diffusion,\n").contains("eprint = {2303.16852}");
    }

    @Test
    void theProgramsOwnCitationNamesItsVersion() throws Exception {
        assertThat(Files.readString(Path.of("..", "CITATION.cff"))).contains("version: " + Program.version() + "\n").contains("license: Apache-2.0\n");
    }

    /** After a new experiment: ./pushforward list --papers --markdown, between the marks. */
    @Test
    void theTableOfTheReadmeIsThatOfTheCatalogue() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(readme.substring(readme.indexOf("<!-- papers -->"), readme.indexOf("<!-- /papers -->"))).isEqualTo("<!-- papers -->\n" + list("--papers", "--markdown"));
    }
}
