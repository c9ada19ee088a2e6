package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.numerics.Philox;

/** The same three weighted points in every dialect: the right numbers and the right words, or a refusal that says where and what to do. */
class PointDialectsTest {

    private static final String[][] POINTS = {{"0.001", "0.299"}, {"-0.274", "-0.891"}, {"12.5", "-3e-1"}};
    private static final double[] NUMBERS = {0.001, 0.299, -0.274, -0.891, 12.5, -0.3};

    private static PointSource read(String name, byte[] content) {
        return PointSources.of(SourceFile.embedded(name, content));
    }

    private static PointSource read(String text) {
        return read("points.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    private static PointCloud cloud(PointSource source) {
        return source.cloud(1, new Philox(1));
    }

    private static String rows(String separator, boolean comma, String quote, String end) {
        StringBuilder s = new StringBuilder();
        for (String[] p : POINTS) {
            s.append(quote).append(p[0]).append(quote).append(separator).append(quote).append(p[1]).append(quote).append(end);
        }
        return comma ? s.toString().replace('.', ',') : s.toString();
    }

    static List<Arguments> dialects() {
        List<Arguments> all = new ArrayList<>();
        String[][] separators = {{",", ""}, {";", "split at semicolons"}, {"\t", "split at tabs"}, {" ", "split at blanks"}, {"   ", "split at blanks"},
            {", ", ""}, {" ; ", "split at semicolons"}, {" \t ", "split at tabs"}};
        for (String[] s : separators) {
            for (boolean comma : new boolean[] {false, true}) {
                for (String quote : new String[] {"", "\""}) {
                    for (String end : new String[] {"\n", "\r\n", "\n\n"}) {
                        boolean ambiguous = comma && quote.isEmpty() && s[0].startsWith(",");
                        if (!ambiguous) {
                            all.add(Arguments.of(rows(s[0], comma, quote, end), join(s[1], comma ? "decimal commas" : "")));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static String join(String a, String b) {
        return a.isEmpty() || b.isEmpty() ? a + b : a + ", " + b;
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyDialectGivesTheSameNumbers(String text, String told) {
        PointSource s = read(text);
        assertThat(cloud(s).coordinates()).containsExactly(NUMBERS);
        assertThat(s.understood()).isEqualTo(join("3 points in 2 dimensions", told));
    }

    static List<Charset> charsets() {
        return List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("charsets")
    void everyEncodingGivesTheSameNumbers(Charset charset) {
        for (String mark : charset == StandardCharsets.ISO_8859_1 ? new String[] {""} : new String[] {"", "\ufeff"}) {
            PointSource s = read("points.csv", (mark + "x [µm],y [µm]\n" + rows(",", false, "", "\n")).getBytes(charset));
            assertThat(cloud(s).coordinates()).containsExactly(NUMBERS);
            assertThat(s.understood()).startsWith("3 points in 2 dimensions, header skipped");
            assertThat(s.understood().contains("text")).isEqualTo(charset != StandardCharsets.UTF_8);
        }
    }

    /** A table of a test has no line ends in its cells. */
    private static String lines(String text) {
        return text.replace('↵', '\n');
    }

    /** Words at the head of a table, with what they mean: the words told, the weights' column. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "x,y|header skipped", "\"x\",\"y\"|header skipped", "0,1|header 0, 1 skipped", "# x,y|names from a comment, 1 comment skipped",
        "// a note|1 comment skipped", "% a note|1 comment skipped", "#one↵# two: 3↵x,y|header skipped, 2 comments skipped"})
    void aHeaderIsNoPoint(String head, String told) {
        PointSource s = read(lines(head) + "\n" + rows(",", false, "", "\n") + "# the end\n");
        assertThat(cloud(s).coordinates()).containsExactly(NUMBERS);
        int comments = (int) lines(head).lines().filter(PointText::isComment).count() + 1;
        String words = told.replaceAll("(, )?\\d+ comments? skipped", "");
        assertThat(s.understood()).isEqualTo(join("3 points in 2 dimensions", join(words, comments == 1 ? "1 comment skipped" : comments + " comments skipped")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x,y,weight|3", "x,y,Weights|3", "x,y,\"mass\"|3", "x,y,W|3", "weight,x,y|1", "x,masses,y|2", "# x,y,weight|3"})
    void weightsAreFoundByTheirName(String head, int column) {
        StringBuilder s = new StringBuilder(head).append('\n');
        for (int k = 0; k < 3; k++) {
            List<String> cells = new ArrayList<>(List.of(POINTS[k]));
            cells.add(column - 1, String.valueOf(k + 1.5));
            s.append(String.join(",", cells)).append('\n');
        }
        PointSource source = read(s.toString());
        assertThat(cloud(source).coordinates()).containsExactly(NUMBERS);
        assertThat(cloud(source).weights()).containsExactly(1.5 / 7.5, 2.5 / 7.5, 3.5 / 7.5);
        assertThat(source.mass()).isEqualTo(7.5);
        assertThat(source.understood()).contains("weights from column " + column);
    }

    @Test
    void rowNumbersOfDataFramesAreLeftOut() {
        for (String head : new String[] {",x,y", "Unnamed: 0,x,y", ",0,1"}) {
            PointSource s = read(head + "\n0,0.001,0.299\n1,-0.274,-0.891\n7,12.5,-0.3\n");
            assertThat(cloud(s).coordinates()).containsExactly(NUMBERS);
            assertThat(s.understood()).contains("row numbers in column 1 left out").contains("header");
        }
        assertThat(cloud(read("0,1\n0.7,0.7\n1,0\n")).size()).as("a point among others without decimals").isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0,001,0,299↵-0,274,-0,891|line 2: \"-0,274,-0,891\" looks like decimal commas",
        "0,5,0,7↵0,25,0,75|looks like decimal commas",
        "x,y↵0,001,0,299|looks like decimal commas", "x,y↵1,5,2,5|line 2 has 4 columns, the first row has 2",
        "0,5↵1,25↵-0,75|looks like decimal commas",
        "1;2↵3,4|line 2 has 1 columns", "1.5;2↵3,5;4|decimal point", "1.234,5;2↵1;2|decimal point",
        "nan,nan↵1,2|line 1, column 1: \"nan\" is not a finite number", "NA,1↵1,2|line 1, column 1: \"NA\"",
        "inf↵1|line 1, column 1: \"inf\"", "x,1↵1,2|line 1, column 1: \"x\" is not a finite number",
        ",x↵0.5,1↵0.25,2|column 1 has no name, and \"0.5\" is no row number",
        "1,2 # here↵3,4|column 2: \"2 # here\"", "1f,2|\"1f\" is not a finite number", "0x1p3,2|\"0x1p3\" is not",
        "x,weight,weight↵1,2,3|there are 2 columns of weights", "1,\"2↵3,4|a quote that is not closed"})
    void whatIsNotUnderstoodIsRefusedInOneLine(String text, String message) {
        assertThatThrownBy(() -> read(lines(text))).isInstanceOfSatisfying(InputException.class, e -> {
            assertThat(e.getMessage()).startsWith("points.csv: ").contains(message).doesNotContain("\n");
            assertThat(e.hint()).isNotEmpty().doesNotContain("\n");
        });
    }

    @Test
    void wholeNumbersInPairsAreNoDecimalCommas() {
        assertThat(cloud(read("100,200\n300,400\n0,20")).dimension()).isEqualTo(2);
        assertThat(cloud(read("0,1\n1,0\n0,0")).dimension()).isEqualTo(2);
    }

    // ---- arrays

    private static byte[] npy(int version, String header, byte[] numbers) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer b = ByteBuffer.allocate(12 + text.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
        if (version == 1) {
            b.putShort((short) text.length);
        } else {
            b.putInt(text.length);
        }
        byte[] all = new byte[b.put(text).put(numbers).position()];
        b.get(0, all);
        return all;
    }

    private static byte[] doubles(double... values) {
        ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double v : values) {
            b.putDouble(v);
        }
        return b.array();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "1|{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }", "1|{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 2L), }",
        "1|{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (3, 2), }", "2|{'shape':(3,2),'fortran_order':False,'descr':'<f8'}",
        "3|{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2)}     "})
    void headersAreLiteralsOfPython(int version, String header) throws IOException {
        byte[] array = npy(version, header, doubles(NUMBERS));
        PointSource s = read("points.npy", array);
        assertThat(cloud(s).coordinates()).containsExactly(NUMBERS);
        assertThat(s.understood()).isEqualTo("3 points in 2 dimensions");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("arr_0.npy"));
            zip.write(array);
        }
        assertThat(cloud(read("points.npz", archive.toByteArray())).coordinates()).containsExactly(NUMBERS);
    }

    @Test
    void halvesAndTruthValuesAreNumbers() {
        byte[] halves = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putShort(Float.floatToFloat16(0.5f)).putShort(Float.floatToFloat16(-3)).array();
        assertThat(cloud(read("a.npy", npy(1, "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2)}", halves))).coordinates()).containsExactly(0.5, -3);
        for (String type : new String[] {"|b1", "?"}) {
            assertThat(cloud(read("a.npy", npy(1, "{'descr': '" + type + "', 'fortran_order': False, 'shape': (2,)}", new byte[] {1, 0}))).coordinates())
                    .containsExactly(1, 0);
        }
        byte[] large = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(-1L << 40).array();
        assertThatThrownBy(() -> read("a.npy", npy(1, "{'descr': '<u8', 'fortran_order': False, 'shape': (1, 1)}", large)))
                .hasMessageContaining("coordinate 1.8446742974197924E19");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "'<f8';(34 2);not as NumPy writes it", "'<f8';();0 axes", "'<f8';(1, 1, 1);3 axes", "'<f8';(0, 2);no point", "'<f8';(3, 0);no coordinate",
        "'<c16';(1, 1);type '<c16'", "'<f16';(1, 1);type '<f16'", "'|O';(1, 1);type '|O'", "[('x', '<f8')];(1,);several fields a row",
        "'<f8';(5);not as NumPy writes it"})
    void arraysOfOtherKindsAreNamed(String type, String shape, String message) {
        byte[] content = npy(1, "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + "}", new byte[16]);
        assertThatThrownBy(() -> read("points.npy", content)).isInstanceOfSatisfying(InputException.class, e ->
                assertThat(e.getMessage()).startsWith("points.npy: ").contains(message).doesNotContain("\n"));
    }

    @Test
    void anArchiveWithSeveralArraysOrNoneIsRefused() throws IOException {
        for (String[] names : new String[][] {{"a.npy", "b.npy"}, {"a.txt"}, {}}) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(archive)) {
                for (String n : names) {
                    zip.putNextEntry(new ZipEntry(n));
                    zip.write(npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2)}", doubles(NUMBERS)));
                }
            }
            assertThatThrownBy(() -> read("points.npz", archive.toByteArray())).isInstanceOf(InputException.class).hasMessageStartingWith("points.npz: ");
        }
    }

    // ---- limits

    /** What a reader allocates is counted by the machine, per thread; three times the file and its numbers is what it may take. */
    @ParameterizedTest
    @CsvSource({"','", "'\"'", "'x'", "'#'", "';1'"})
    void aFileOfOneEndlessRowIsRefusedBeforeItIsKept(String part) {
        byte[] content = part.repeat((8 << 20) / part.length()).getBytes(StandardCharsets.UTF_8);
        SourceFile file = SourceFile.embedded("points.csv", content);
        var thread = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> PointSources.of(file)).isInstanceOf(InputException.class).hasMessageStartingWith("points.csv: ");
        // The first rows that are looked at are of 1 Mi letters; a few copies of them are made.
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(48L << 20);
    }

    @Test
    void readingAsksTheCancelToken() {
        SourceFile file = SourceFile.embedded("points.csv", "1,2\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        int[] asked = {0};
        CancelToken token = new CancelToken() {
            @Override
            public boolean isCancelled() {
                return ++asked[0] > 3;
            }
        };
        assertThatThrownBy(() -> token.during(() -> PointSources.of(file))).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(asked[0]).isEqualTo(4);
    }
}
