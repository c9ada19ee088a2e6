package org.pushforward.engine.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strict reading of a JSON object: nothing is coerced, nothing is silently absent, and every complaint names the file, the path of
 * the field and what is allowed. (Jackson's own binding turns absent into 0, 1.5 into 1 and 1e999 into infinity.)
 */
public final class JsonReader {

    private static final int MAX_TEXT = 128 << 20;
    /** More would not fit into memory as a tree; a brush stroke has some hundred. */
    private static final long MAX_TOKENS = 4_000_000;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxStringLength(MAX_TEXT).maxTokenCount(MAX_TOKENS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final Pattern TWICE = Pattern.compile("Duplicate.*?[\"'](.*?)[\"']");
    private static final Pattern NO_NUMBER = Pattern.compile("[+-]?(NaN|Infinity|INF)");

    private final String file;
    private final String path;
    private final JsonNode node;

    private JsonReader(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    public static JsonReader parse(String file, String json) {
        try {
            JsonNode root = JSON.readTree(json.startsWith("\ufeff") ? json.substring(1) : json);
            if (root == null || !root.isObject()) {
                throw new InputException(file + ": not a JSON object");
            }
            return new JsonReader(file, "", root);
        } catch (StreamConstraintsException e) {
            throw new InputException(file + ": the file is larger or deeper than it may be", "the file may be damaged", e);
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null || at.getLineNr() < 1 ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw wrong(file, where, e);
        }
    }

    /** What people write that JSON has not gets its own words. */
    private static InputException wrong(String file, String where, JacksonException e) {
        String said = String.valueOf(e.getOriginalMessage());
        Matcher twice = TWICE.matcher(said);
        if (twice.find()) {
            return new InputException(file + ": the field " + InputException.quoted(twice.group(1)) + " is there twice" + where, "remove one of the two", e);
        }
        if (said.contains("comment") || said.startsWith("Unexpected character ('#'")) {
            return new InputException(file + ": there is a comment" + where + ", which JSON has not", "remove it", e);
        }
        Matcher word = NO_NUMBER.matcher(said);
        if (word.find()) {
            return new InputException(file + ": " + word.group() + where + " is no number of JSON", "give a finite number", e);
        }
        return new InputException(file + ": this is not valid JSON" + where, "the file may be cut off or damaged", e);
    }

    public String file() {
        return file;
    }

    public InputException error(String field, String what) {
        return new InputException(at(field) + what);
    }

    /** A complaint of somebody who does not know where the value came from. */
    public InputException error(String field, InputException cause) {
        return new InputException(at(field) + cause.getMessage(), cause.hint(), cause);
    }

    private String at(String field) {
        String p = path + (field.isEmpty() || path.isEmpty() ? "" : ".") + field;
        return file + ": " + (p.isEmpty() ? "" : p + ": ");
    }

    /** Whether a field is there; null is as good as nothing. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    public List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    /** Complains about a field that is none of these. */
    public void only(String... fields) {
        List<String> allowed = Arrays.asList(fields);
        for (String name : node.propertyNames()) {
            if (!allowed.contains(name)) {
                throw error(name, "unknown field; there are " + (allowed.isEmpty() ? "none" : String.join(", ", fields)));
            }
        }
    }

    /** The id, if such a parameter is declared. */
    public String known(String id, ParameterSet parameters) {
        try {
            return parameters.parameter(id).id();
        } catch (InputException e) {
            throw error("", e);
        }
    }

    public String text(String field) {
        JsonNode v = need(field);
        if (!v.isString()) {
            throw error(field, "give a text");
        }
        return v.stringValue();
    }

    /** A text as it is, a number or a flag as it is written. */
    public String scalar(String field) {
        JsonNode v = need(field);
        if (!v.isString() && !v.isNumber() && !v.isBoolean()) {
            throw error(field, "give a text, a number, or true or false");
        }
        return v.asString();
    }

    public boolean flag(String field) {
        JsonNode v = need(field);
        if (!v.isBoolean()) {
            throw error(field, "give true or false");
        }
        return v.booleanValue();
    }

    public double real(String field) {
        return real(field, "a finite number");
    }

    /** @param allowed what to give, for messages */
    public double real(String field, String allowed) {
        return number(field, need(field), allowed);
    }

    public List<Double> reals(String field) {
        List<Double> all = new ArrayList<>();
        JsonNode v = need(field);
        if (!v.isArray()) {
            throw error(field, "give a list of numbers");
        }
        for (int k = 0; k < v.size(); k++) {
            all.add(number(field + "[" + k + "]", v.get(k), "a finite number"));
        }
        return all;
    }

    public long whole(String field, long min, long max) {
        JsonNode v = need(field);
        String allowed = "give a whole number from " + min + " to " + max;
        if (v.isNumber() && !v.isIntegralNumber()) {
            throw error(field, shortened(v) + " is not written as a whole number; " + allowed + ", without a decimal point or an exponent");
        }
        if (!v.isIntegralNumber() || !v.canConvertToLong() || v.longValue() < min || v.longValue() > max) {
            throw error(field, shortened(v) + " is not allowed; " + allowed);
        }
        return v.longValue();
    }

    public <E extends Enum<E>> E word(String field, E[] words) {
        String w = text(field);
        return Arrays.stream(words).filter(e -> e.name().toLowerCase(Locale.ROOT).equals(w)).findFirst()
                .orElseThrow(() -> error(field, InputException.quoted(w) + " is not allowed; give "
                        + Arrays.stream(words).map(e -> e.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "))));
    }

    public JsonReader object(String field) {
        JsonNode v = need(field);
        if (!v.isObject()) {
            throw error(field, "give an object");
        }
        return new JsonReader(file, path + (path.isEmpty() ? "" : ".") + field, v);
    }

    public List<JsonReader> array(String field) {
        JsonNode v = need(field);
        if (!v.isArray()) {
            throw error(field, "give a list");
        }
        List<JsonReader> all = new ArrayList<>();
        for (int k = 0; k < v.size(); k++) {
            String p = path + (path.isEmpty() ? "" : ".") + field + "[" + k + "]";
            if (!v.get(k).isObject()) {
                throw new InputException(file + ": " + p + ": give an object");
            }
            all.add(new JsonReader(file, p, v.get(k)));
        }
        return all;
    }

    public List<String> strings(String field) {
        JsonNode v = need(field);
        List<String> all = new ArrayList<>();
        v.forEach(e -> all.add(e.isString() ? e.stringValue() : ""));
        if (!v.isArray() || all.contains("")) {
            throw error(field, "give a list of texts");
        }
        return all;
    }

    /** Whether {@link #texts} can be read. */
    public boolean holdsTextsOnly() {
        return names().stream().allMatch(n -> node.get(n).isString());
    }

    /** This object as a map from names to texts. */
    public Map<String, String> texts() {
        Map<String, String> all = new LinkedHashMap<>();
        names().forEach(n -> all.put(n, text(n)));
        return all;
    }

    private JsonNode need(String field) {
        JsonNode v = node.get(field);
        if (v == null || v.isNull()) {
            throw error(field, "is missing");
        }
        return v;
    }

    private double number(String field, JsonNode v, String allowed) {
        if (!v.isNumber() || !Double.isFinite(v.doubleValue())) {
            throw error(field, shortened(v) + " is not allowed; give " + allowed);
        }
        return v.doubleValue();
    }

    private static String shortened(JsonNode v) {
        String s = v.toString();
        return s.length() > 40 ? s.substring(0, 40) + "…" : s;
    }
}
