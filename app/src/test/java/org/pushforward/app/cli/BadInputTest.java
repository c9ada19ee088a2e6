package org.pushforward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.catalogue.Catalogue;

/** Every parameter of every experiment is given what it must refuse: one clear line, exit code 2, nothing written. */
class BadInputTest {

    @TempDir
    private Path folder;

    private record Outcome(int code, String err) { }

    static Stream<Experiment> experiments() {
        return Catalogue.all().stream();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void numbersThatAreNone(Experiment e) {
        SoftAssertions all = new SoftAssertions();
        for (Parameter<?> p : e.parameters()) {
            for (String value : wrongValues(p)) {
                refused(all, e, assigned(e, p, value));
            }
        }
        all.assertAll();
    }

    private static List<String> wrongValues(Parameter<?> p) {
        return switch (p) {
            case Parameter.Real r -> numbers(r.accepted());
            case Parameter.Whole w -> numbers(w.accepted());
            case Parameter.Choice _, Parameter.Flag _ -> List.of("", "nothing");
            case Parameter.Text _ -> List.of("(", "sine(x)", "x x");
            case Parameter.Vector _ -> List.of("1,x", "1;2,3", "nan", "1e999", ";");
            case Parameter.Source _ -> List.of("", ".", "/no/such/file");
        };
    }

    private static List<String> numbers(Parameter.Range accepted) {
        List<String> all = new ArrayList<>(List.of("", "x", "nan", "1e999", "-1e999", "1,5"));
        if (accepted.openMin() || accepted.min() > -Double.MAX_VALUE) {
            all.add(Parameter.Real.text(accepted.openMin() ? accepted.min() : accepted.min() - Math.max(1, Math.abs(accepted.min()))));
        }
        if (accepted.max() < Double.MAX_VALUE) {
            all.add(Parameter.Real.text(2 * accepted.max() + 1));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void filesThatHoldNoPointsAndNoPicture(Experiment e) throws IOException {
        Map<String, Path> files = files();
        SoftAssertions all = new SoftAssertions();
        for (Parameter<?> p : e.parameters()) {
            if (p instanceof Parameter.Source) {
                for (Path file : files.values()) {
                    refused(all, e, assigned(e, p, file.toString()));
                }
            }
        }
        all.assertAll();
    }

    private Map<String, Path> files() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("empty.csv", "");
        texts.put("blank.csv", "\n\n  \n");
        texts.put("header-only.csv", "x,y\n");
        texts.put("nan.csv", "0,0\n1,nan\n2,1\n");
        texts.put("infinite.csv", "0,0\n1,inf\n2,1\n");
        texts.put("huge.csv", "0,0\n1e300,1\n-1e300,1\n");
        texts.put("ragged.csv", "0,0\n1\n2,1\n");
        texts.put("words.csv", "x,y\n0,0\none,two\n");
        texts.put("negative-mass.csv", "x,y,weight\n0,0,1\n1,1,-1\n");
        texts.put("no-mass.csv", "x,y,weight\n0,0,0\n1,1,0\n");
        texts.put("text.png", "this is no picture");
        texts.put("cut.npy", "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }");
        texts.put("hostile.npy", "\u0093NUMPY\u0001\u0000\u0048\u0000{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 2), }  \n");
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, String> t : texts.entrySet()) {
            files.put(t.getKey(), Files.write(folder.resolve(t.getKey()), t.getValue().getBytes(StandardCharsets.ISO_8859_1)));
        }
        return files;
    }

    /** With whatever must be chosen for the parameter to matter. */
    private static List<String> assigned(Experiment e, Parameter<?> p, String value) {
        List<String> all = new ArrayList<>();
        p.info().shownWhen().forEach(c -> {
            all.add("--set");
            all.add(c.parameter() + "=" + c.anyOf().stream().sorted().findFirst().orElseThrow());
        });
        all.add("--set");
        all.add(p.id() + "=" + value);
        return all;
    }

    private void refused(SoftAssertions all, Experiment e, List<String> assignments) {
        Path out = folder.resolve("out");
        List<String> line = new ArrayList<>(List.of("run", e.id(), "--steps", "1", "--out", out.toString()));
        line.addAll(assignments);
        Outcome o = execute(line);
        String what = e.id() + " " + assignments;
        all.assertThat(o.code()).as(what + "\n" + o.err()).isEqualTo(CommandLineInterface.BAD_INPUT);
        all.assertThat(o.err().lines().toList()).as(what).hasSizeBetween(1, 2).first().asString().startsWith("pushforward: ")
                .doesNotContain("internal error").doesNotContain("Exception");
        all.assertThat(out).as(what).doesNotExist();
    }

    private static Outcome execute(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = CommandLineInterface.execute(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), arguments.toArray(String[]::new));
        return new Outcome(code, err.toString(StandardCharsets.UTF_8));
    }
}
