package org.pushforward.app.lesson;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pushforward.views.text.Language;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;

/** A lesson on paper, for whoever teaches it: a page of HTML with what to take home, every step with its answer, and the terms. */
public record TeacherSheet(Glossary glossary, Language language) {

    private static final Pattern SCRIPT = Pattern.compile("([_^])(\\{[^}]*}|\\([^)]*\\)|[\\p{L}\\p{N}]+)");

    private static final String STYLE = """
            body { font: 11pt/1.45 "Inter", "Segoe UI", sans-serif; color: #1f2328; max-width: 44em; margin: 2em auto; padding: 0 1em; }
            h1 { font-size: 18pt; margin: 0 0 .2em; } h2 { font-size: 12.5pt; margin: 1.6em 0 .3em; } h3 { font-size: 11pt; margin: 1.2em 0 .2em; }
            .muted { color: #59636e; } .formula { font-family: "Cambria Math", "STIX Two Math", serif; font-style: italic; white-space: nowrap; }
            p.formula { margin: .6em 2em; white-space: normal; } .task p, .answer p { margin: .25em 0; } .task { border-left: 3px solid #0969da; padding: .2em .8em; margin: .6em 0; }
            .answer { border-left: 3px solid #d1d9e0; padding: .2em .8em; margin: .6em 0; } section { break-inside: avoid; }
            code { font-family: "JetBrains Mono", monospace; font-size: 9.5pt; } dt { font-weight: 600; margin-top: .5em; } dd { margin: 0 0 0 1.5em; }
            .notes { border-bottom: 1px solid #d1d9e0; height: 2em; } @media print { body { margin: 0; max-width: none; } a { color: inherit; } }
            """;

    /** @param experiment that a preset opens */
    public String html(Lesson lesson, Function<String, Experiment> experiment) {
        Set<String> terms = new LinkedHashSet<>();
        StringBuilder s = new StringBuilder("<!doctype html>\n<html lang=\"").append(language.code()).append("\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(escaped(lesson.title().in(language))).append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
        s.append("<h1>").append(escaped(lesson.title().in(language))).append("</h1>\n<p class=\"muted\">")
                .append(escaped(say("about", lesson.minutes(), lesson.steps().size()))).append("</p>\n");
        s.append("<p>").append(escaped(lesson.summary().in(language))).append("</p>\n<h2>").append(escaped(say("home"))).append("</h2>\n")
                .append(prose(lesson.teacher().in(language), terms));
        List<Experiment> used = IntStream.range(0, lesson.steps().size()).mapToObj(lesson::presetAt).distinct().map(experiment).distinct().toList();
        s.append("<h2>").append(escaped(say("prepare"))).append("</h2>\n<ul>\n");
        used.forEach(e -> s.append("<li>").append(escaped(e.description().title())).append(" (<code>").append(e.id()).append("</code>): ")
                .append(e.description().citations().stream().map(Object::toString).map(TeacherSheet::escaped).collect(Collectors.joining("; "))).append("</li>\n"));
        s.append("</ul>\n<h2>").append(escaped(say("steps"))).append("</h2>\n");
        for (int k = 0; k < lesson.steps().size(); k++) {
            s.append(step(k, lesson, experiment.apply(lesson.presetAt(k)), terms));
        }
        if (!terms.isEmpty()) {
            s.append("<h2>").append(escaped(language.text("lesson.glossary"))).append("</h2>\n<dl>\n");
            List.copyOf(terms).stream().map(t -> glossary.entry(t).orElseThrow()).forEach(e -> s.append("<dt>").append(escaped(e.term().in(language)))
                    .append("</dt><dd>").append(prose(e.text().in(language), terms)).append("</dd>\n"));
            s.append("</dl>\n");
        }
        return s.append("<h2>").append(escaped(say("notes"))).append("</h2>\n").append("<div class=\"notes\"></div>\n".repeat(4)).append("</body>\n</html>\n").toString();
    }

    private String step(int k, Lesson lesson, Experiment e, Set<String> terms) {
        Lesson.Step step = lesson.steps().get(k);
        StringBuilder s = new StringBuilder("<section>\n<h3>").append(k + 1).append(". ").append(escaped(step.title().in(language))).append("</h3>\n");
        step.open().ifPresent(p -> s.append("<p class=\"muted\">").append(escaped(say("opens"))).append(" <code>").append(escaped(p)).append("</code></p>\n"));
        s.append(prose(step.text().in(language), terms));
        if (step.hasTask()) {
            s.append("<div class=\"task\">").append(prose(step.task().in(language), terms)).append("</div>\n<div class=\"answer\"><p><b>")
                    .append(escaped(language.text("lesson.hint"))).append(":</b> ").append(inline(step.hint().in(language), terms)).append("</p>\n<p><b>")
                    .append(escaped(say("done"))).append(":</b> <code>").append(escaped(step.until().orElseThrow().source())).append("</code></p>\n<p><b>")
                    .append(escaped(say("answer"))).append(":</b> ")
                    .append(step.show().stream().map(a -> escaped(words(a, e))).collect(Collectors.joining("; "))).append(".</p></div>\n");
        }
        return s.append("</section>\n").toString();
    }

    private String words(Action action, Experiment e) {
        return switch (action) {
            case Action.Open _ -> say("do.open");
            case Action.Set a -> {
                Parameter.Info info = e.defaults().parameter(a.parameter()).info();
                yield say("do.set", info.label() + (info.symbol().isEmpty() ? "" : " " + info.symbol()), a.value());
            }
            case Action.Play a -> say("do.play", a.steps());
            case Action.Step a -> say("do.step", a.steps());
            case Action.Seek a -> say("do.seek", a.step());
            case Action.Reset a -> say(a.nextSeed() ? "do.reseed" : "do.reset");
            case Action.Fork _ -> say("do.fork");
            case Action.Compare _ -> say("do.compare");
            case Action.Stroke _ -> say("do.stroke");
        };
    }

    private String prose(String text, Set<String> terms) {
        return Passage.of(text).stream().map(p -> p.isFormula() ? "<p class=\"formula\">" + pieces(p, terms) + "</p>\n" : "<p>" + pieces(p, terms) + "</p>\n")
                .collect(Collectors.joining());
    }

    private String inline(String text, Set<String> terms) {
        return Passage.of(text).stream().map(p -> pieces(p, terms)).collect(Collectors.joining(" "));
    }

    private String pieces(Passage passage, Set<String> terms) {
        return passage.pieces().stream().map(p -> switch (p) {
            case Passage.Words w -> escaped(w.text());
            case Passage.Emphasis m -> "<em>" + escaped(m.text()) + "</em>";
            case Passage.Formula f -> "<span class=\"formula\">" + raised(escaped(f.source())) + "</span>";
            case Passage.Link l -> {
                terms.add(l.term());
                yield escaped(l.words().isEmpty() ? glossary.entry(l.term()).orElseThrow().term().in(language) : l.words());
            }
        }).collect(Collectors.joining());
    }

    private String say(String key, Object... inserted) {
        return language.text("sheet." + key, inserted);
    }

    /** Indices below the line and exponents above it. */
    private static String raised(String formula) {
        return SCRIPT.matcher(formula).replaceAll(m -> {
            String tag = m.group(1).equals("_") ? "sub" : "sup";
            String inner = m.group(2).replaceAll("^[({]|[)}]$", "");
            return Matcher.quoteReplacement("<" + tag + ">" + inner + "</" + tag + ">");
        });
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
