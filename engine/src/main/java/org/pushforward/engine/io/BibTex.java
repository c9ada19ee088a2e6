package org.pushforward.engine.io;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Experiment.Citation;

/** Citations as entries of a BibTeX file, in Unicode as biber and today's BibTeX styles take it. */
public final class BibTex {

    private static final List<String> PARTICLES = List.of("de", "van", "von", "der", "den", "del", "di", "le", "la");

    private BibTex() { }

    /** One entry each; a paper that comes twice is written once, and no two keys are the same. */
    public static String of(List<Citation> citations) {
        Map<String, Integer> used = new HashMap<>();
        List<String> entries = new ArrayList<>();
        for (Citation c : citations.stream().distinct().toList()) {
            String key = key(c);
            int before = used.merge(key, 1, Integer::sum) - 1;
            entries.add(entry(c, before == 0 ? key : key + (char) ('a' + before)));
        }
        return String.join("\n", entries);
    }

    private static String entry(Citation c, String key) {
        boolean doi = c.arxiv().startsWith("10.");
        StringBuilder s = new StringBuilder(doi ? "@article{" : "@misc{").append(key).append(",\n");
        field(s, "author", authors(c.authors()));
        // Inner braces keep the capitals of the title.
        field(s, "title", "{" + c.title() + "}");
        field(s, "year", String.valueOf(c.year()));
        if (doi) {
            field(s, "doi", c.arxiv());
        } else if (!c.arxiv().isEmpty()) {
            field(s, "eprint", c.arxiv());
            field(s, "archivePrefix", "arXiv");
        }
        if (!c.code().isEmpty()) {
            field(s, "note", "Code: " + c.code());
        }
        return s.append("}\n").toString();
    }

    private static void field(StringBuilder s, String name, String value) {
        s.append("  ").append(name).append(" = {").append(value.replace("%", "\\%").replace("&", "\\&").replace("#", "\\#")).append("},\n");
    }

    /** "A. Tong, B. Guo et al." becomes "A. Tong and B. Guo and others". */
    private static String authors(String all) {
        return Arrays.stream(all.replaceAll(",?\\s+et al\\.?", ", others").split("\\s*,\\s*")).filter(a -> !a.isEmpty()).collect(Collectors.joining(" and "));
    }

    /** For example {@code debortoli2021diffusion}: the first author's family name, the year, the first word of the title that says something. */
    private static String key(Citation c) {
        List<String> names = Arrays.stream(c.authors().split("[,;]| et al")[0].strip().split("\\s+")).filter(n -> !n.endsWith(".") && !n.matches("(\\p{Lu}\\.-?)+")).toList();
        String family = names.isEmpty() ? "anonymous" : names.size() > 1 && PARTICLES.contains(names.getFirst().toLowerCase(Locale.ROOT))
                ? String.join("", names) : names.getLast();
        String word = Arrays.stream(c.title().split("[^\\p{L}]+")).filter(w -> w.length() > 3).findFirst().orElse("");
        return plain(family) + c.year() + plain(word);
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }
}
