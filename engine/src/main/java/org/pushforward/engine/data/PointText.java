package org.pushforward.engine.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Reads a text with one point a row: numbers split at commas, semicolons, tabs or blanks, with decimal points or commas, quoted or not; lines
 * that begin with #, // or % are comments. What is understood is told by the result. One reader a file.
 *
 * @see TextDialect
 * @see TextEncoding
 * @see PointTableHeader
 */
final class PointText {

    /** Rows by which the dialect is found. */
    private static final int LOOKED_AT = 100;
    /** Letters of such a row. */
    private static final int LOOKED_INTO = 1 << 14;
    private static final int LONGEST_CELL = 1 << 12;
    private static final int LONGEST_ROW = 1 << 20;
    private static final int ROWS_BETWEEN_QUESTIONS = 4096;

    private final SourceFile file;
    private final TextEncoding encoding;
    private final TextDialect dialect;
    /** Blanks around quotes take the library twice the time. */
    private final boolean isQuoted;
    private PointTableHeader header;
    private int comments;
    private String lastComment = "";
    private final NumberList coordinates = new NumberList(PointCloudReader.MAX_NUMBERS);
    private final NumberList masses = new NumberList(PointCloudReader.MAX_NUMBERS);

    private PointText(SourceFile file, TextEncoding encoding) {
        this.file = file;
        this.encoding = encoding;
        List<String> rows = firstRows();
        dialect = TextDialect.of(rows);
        isQuoted = rows.stream().anyMatch(r -> r.indexOf('"') >= 0);
    }

    static DiscreteSource read(SourceFile file) {
        TextEncoding encoding = TextEncoding.of(file.content()).orElseThrow(() -> new InputException(
                file.name() + ": these are no points", "give a text (UTF-8, UTF-16 or Latin-1) or an NPY file with one point a row"));
        return new PointText(file, encoding).read();
    }

    private InputException error(String what, String hint) {
        return new InputException(file.name() + ": " + what, hint);
    }

    private Reader text() {
        byte[] content = file.content();
        return new InputStreamReader(new ByteArrayInputStream(content, encoding.mark(), content.length - encoding.mark()), encoding.charset());
    }

    /** Long ones are cut, as the last one may be. */
    private List<String> firstRows() {
        List<String> rows = new ArrayList<>();
        char[] start = new char[LONGEST_ROW];
        try (BufferedReader in = new BufferedReader(text())) {
            int length = Math.max(0, in.read(start));
            String seen = new String(start, 0, length);
            List<String> lines = seen.lines().filter(l -> !l.isBlank() && !isComment(l)).limit(LOOKED_AT).toList();
            lines.forEach(l -> rows.add(l.substring(0, Math.min(l.length(), LOOKED_INTO))));
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory", e);
        }
        return rows;
    }

    static boolean isComment(String cell) {
        String s = cell.stripLeading();
        return s.startsWith("#") || s.startsWith("//") || s.startsWith("%");
    }

    // ---- rows

    private DiscreteSource read() {
        List<CsvRecord> first = new ArrayList<>();
        try (CsvReader<CsvRecord> records = records()) {
            long rows = 0;
            for (CsvRecord r : records) {
                if (rows++ % ROWS_BETWEEN_QUESTIONS == 0) {
                    CancelToken.askCurrent();
                }
                if (header != null) {
                    take(r);
                } else if (!skipped(r, first.isEmpty())) {
                    first.add(r);
                    if (first.size() == LOOKED_AT) {
                        begin(first);
                    }
                }
            }
        } catch (CsvParseException e) {
            throw new InputException(file.name() + ": " + line(e) + " has more than " + PointCloudReader.MAX_DIMENSION
                    + " columns, a cell of more than " + LONGEST_CELL + " letters or a quote that is not closed", "give one point a row", e);
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory", e);
        }
        if (header == null) {
            begin(first);
        }
        return result();
    }

    private CsvReader<CsvRecord> records() {
        return CsvReader.builder().fieldSeparator(dialect.separator()).commentStrategy(CommentStrategy.READ).skipEmptyLines(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE).extraFieldStrategy(FieldMismatchStrategy.IGNORE).allowUnclosedQuote(false).trimWhitespacesAroundQuotes(isQuoted)
                .maxBufferSize(LONGEST_ROW)
                .build(CsvRecordHandler.builder().maxFields(Math.max(LONGEST_CELL, PointCloudReader.MAX_DIMENSION + 2)).maxFieldSize(LONGEST_CELL)
                        .maxRecordSize(LONGEST_ROW).build(), dialect.separator() == ' ' ? new TabsAsBlanks(text()) : text());
    }

    /** The part of the library's message that says where. */
    private static String line(CsvParseException e) {
        return e.getMessage() != null && e.getMessage().matches(".*line \\d+.*") ? "line " + e.getMessage().replaceAll(".*line (\\d+).*", "$1") : "a row";
    }

    /** @param head whether no row came yet */
    private boolean skipped(CsvRecord r, boolean head) {
        String start = r.getField(0);
        if (r.isComment() || isComment(start)) {
            comments++;
            lastComment = !head ? lastComment : r.isComment() ? start : String.join(String.valueOf(dialect.separator()), r.getFields()).strip().replaceFirst("^(#|//|%)+", "");
            return true;
        }
        return cells(r).isEmpty();
    }

    private List<String> cells(CsvRecord r) {
        int n = r.getFieldCount();
        List<String> cells = new ArrayList<>(n);
        for (int c = 0; c < n; c++) {
            String cell = bare(r.getField(c));
            // Between blanks, and where there is but one, nothing is no cell.
            if (!cell.isEmpty() || n > 1 && dialect.separator() != ' ') {
                cells.add(cell);
            }
        }
        return cells;
    }

    private static String bare(String cell) {
        String s = cell.strip();
        return s.length() > 1 && s.startsWith("\"") && s.endsWith("\"") ? s.substring(1, s.length() - 1).strip() : s;
    }

    /** Decides what the first row and the columns are, and takes the rows seen so far. */
    private void begin(List<CsvRecord> first) {
        if (first.isEmpty()) {
            throw error("there is no point in it", "give one point a row");
        }
        List<List<String>> cells = first.stream().map(this::cells).toList();
        List<String> commented = new ArrayList<>(Arrays.stream(lastComment.split(dialect.separator() == ' ' ? "\\s+" : String.valueOf(dialect.separator())))
                .map(PointText::bare).filter(s -> !s.isEmpty()).toList());
        header = PointTableHeader.of(cells, commented);
        if (dialect.separator() == ',' && TextDialect.looksCut(cells.subList(header.inFirstRow() ? 1 : 0, cells.size()))) {
            throw error("line " + first.getLast().getStartingLineNumber() + ": \"" + shortened(String.join(",", cells.getLast()))
                    + "\" looks like decimal commas between commas", "split the numbers at semicolons, or write decimal points");
        }
        if (header.dimension() == 0 || header.dimension() > PointCloudReader.MAX_DIMENSION) {
            throw error("a point has " + header.dimension() + " coordinates", "1 to " + PointCloudReader.MAX_DIMENSION + " are allowed");
        }
        header.problem().ifPresent(p -> {
            throw error("line " + first.getFirst().getStartingLineNumber() + ": " + p, "name every column once in the first row, or none");
        });
        first.subList(header.inFirstRow() ? 1 : 0, first.size()).forEach(this::take);
    }

    private void take(CsvRecord r) {
        if (skipped(r, false)) {
            return;
        }
        List<String> cells = cells(r);
        if (cells.size() != header.columns()) {
            throw error("line " + r.getStartingLineNumber() + " has " + cells.size() + " columns, the first row has " + header.columns(),
                    dialect.separator() == ',' && cells.size() == 2 * header.columns() ? "write decimal points, or split the numbers at semicolons"
                            : "every row needs as many");
        }
        if (coordinates.size() + header.dimension() > PointCloudReader.MAX_NUMBERS) {
            throw error("there are more than " + PointCloudReader.MAX_NUMBERS / 1_000_000 + " million numbers", "give fewer points");
        }
        for (int c = 0; c < cells.size(); c++) {
            if (c == header.weights()) {
                masses.add(number(cells.get(c), r, c));
            } else if (c != header.rowNumbers()) {
                coordinates.add(number(cells.get(c), r, c));
            } else if (!cells.get(c).matches("\\d+")) {
                throw error("line " + r.getStartingLineNumber() + ": column 1 has no name, and \"" + shortened(cells.get(c)) + "\" is no row number",
                        "name the column, or remove it");
            }
        }
    }

    private double number(String cell, CsvRecord r, int column) {
        String text = dialect.decimalComma() && cell.indexOf('.') < 0 ? cell.replace(',', '.') : cell;
        double v = dialect.decimalComma() && cell.indexOf('.') >= 0 ? Double.NaN : PointTableHeader.number(text);
        if (Double.isFinite(v)) {
            return v;
        }
        String where = "line " + r.getStartingLineNumber() + ", column " + (column + 1) + ": \"" + shortened(cell) + "\"";
        throw dialect.decimalComma() && cell.indexOf('.') >= 0 ? error(where + " has a decimal point, others have decimal commas", "use one of them")
                : error(where + " is not a finite number", "remove the row or give it finite numbers");
    }

    static String shortened(String cell) {
        return cell.length() <= 24 ? cell : cell.substring(0, 24) + "…";
    }

    // ---- the result

    private DiscreteSource result() {
        double[] x = coordinates.toArray();
        int d = header.dimension();
        double[] m = masses.toArray();
        if (header.weights() < 0) {
            m = new double[x.length / d];
            Arrays.fill(m, 1);
        }
        String said = Stream.of(PointCloudReader.told(x.length / d, d), header.told(), dialect.told(), encoding.told(),
                comments == 0 ? "" : comments == 1 ? "1 comment skipped" : comments + " comments skipped")
                .filter(s -> !s.isEmpty()).reduce((a, b) -> a + ", " + b).orElseThrow();
        return new DiscreteSource(PointCloud.of(file.name(), d, x, m), header.weights() >= 0 ? Arrays.stream(m).sum() : 1, 0, said);
    }

    /** Tabs and blanks mixed are white space all the same. */
    private static final class TabsAsBlanks extends FilterReader {

        TabsAsBlanks(Reader in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int c = super.read();
            return c == '\t' ? ' ' : c;
        }

        @Override
        public int read(char[] buffer, int from, int length) throws IOException {
            int n = super.read(buffer, from, length);
            for (int k = from; k < from + n; k++) {
                buffer[k] = buffer[k] == '\t' ? ' ' : buffer[k];
            }
            return n;
        }
    }
}
