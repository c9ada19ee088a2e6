package org.pushforward.app.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;

/** The values that one parameter takes in a sweep: {@code eps=0.01..1:log:9}, {@code n=8..64:lin:8} or {@code method=a,b}. */
record Variation(String parameter, List<String> values) {

    private static final Pattern RANGE = Pattern.compile("(-?[0-9.]+(?:[eE][-+]?\\d+)?)\\.\\.(-?[0-9.]+(?:[eE][-+]?\\d+)?):(log|lin):(\\d{1,4})");
    private static final MathContext DIGITS = new MathContext(12);

    static Variation of(String text) {
        int at = text.indexOf('=');
        if (at < 1 || at == text.length() - 1) {
            throw wrong(text);
        }
        String name = text.substring(0, at);
        String what = text.substring(at + 1);
        Matcher m = RANGE.matcher(what);
        if (!m.matches()) {
            if (what.contains("..")) {
                throw wrong(text);
            }
            return new Variation(name, Arrays.stream(what.split(",")).map(String::strip).distinct().toList());
        }
        try {
            return new Variation(name, range(Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2)), m.group(3).equals("log"), Integer.parseInt(m.group(4)), text));
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static List<String> range(double from, double to, boolean log, int count, String text) {
        if (count < 2 || log && (from <= 0 || to <= 0)) {
            throw new InputException("--vary: " + InputException.quoted(text) + (count < 2 ? " has fewer than 2 values" : " has a logarithm of a number that is not above 0"),
                    "write for example eps=0.01..1:log:9");
        }
        return IntStream.range(0, count).mapToObj(k -> {
            double t = k / (count - 1.0);
            double v = log ? from * Math.pow(to / from, t) : from + t * (to - from);
            return new BigDecimal(v).round(DIGITS).stripTrailingZeros().toPlainString();
        }).distinct().toList();
    }

    private static InputException wrong(String text) {
        return new InputException("--vary: " + InputException.quoted(text) + " is not understood", "write name=a,b,c or name=from..to:log:count or name=from..to:lin:count");
    }

    /** Every combination, the last varying fastest. */
    static List<List<String>> product(List<Variation> all) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of()));
        for (Variation v : all) {
            List<List<String>> next = new ArrayList<>();
            for (List<String> row : rows) {
                for (String value : v.values) {
                    List<String> longer = new ArrayList<>(row);
                    longer.add(value);
                    next.add(longer);
                }
            }
            rows = next;
        }
        return rows;
    }
}
