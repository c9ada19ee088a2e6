package org.pushforward.engine.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values for declared parameters. Immutable. Only what was assigned is stored; a default is looked up when it is read, because it may
 * depend on a choice.
 */
public final class ParameterSet {

    private final Map<String, Parameter<?>> declared;
    private final Map<String, Object> assigned;

    private ParameterSet(Map<String, Parameter<?>> declared, Map<String, Object> assigned) {
        this.declared = declared;
        this.assigned = assigned;
    }

    public static ParameterSet defaults(List<Parameter<?>> parameters) {
        Map<String, Parameter<?>> byId = new LinkedHashMap<>();
        for (Parameter<?> p : parameters) {
            if (byId.put(p.id(), p) != null) {
                throw new IllegalArgumentException("parameter " + p.id() + " is declared twice");
            }
        }
        return new ParameterSet(byId, Map.of());
    }

    /** The defaults with some texts like {@code eps=0.1} assigned, in their order. */
    public static ParameterSet of(List<Parameter<?>> parameters, String... assignments) {
        ParameterSet p = defaults(parameters);
        for (String assignment : assignments) {
            int at = assignment.indexOf('=');
            p = p.withText(assignment.substring(0, at), assignment.substring(at + 1));
        }
        return p;
    }

    /** With one value assigned, after it was found allowed. */
    public ParameterSet with(String id, Object value) {
        Map<String, Object> next = new LinkedHashMap<>(assigned);
        next.put(id, parameter(id).validate(value));
        return new ParameterSet(declared, next);
    }

    /** With one value assigned from its text form. */
    public ParameterSet withText(String id, String text) {
        return with(id, parameter(id).parse(text));
    }

    /** With one parameter back at its default. */
    public ParameterSet without(String id) {
        Map<String, Object> next = new LinkedHashMap<>(assigned);
        next.remove(parameter(id).id());
        return new ParameterSet(declared, next);
    }

    public Iterable<Parameter<?>> parameters() {
        return declared.values();
    }

    public Parameter<?> parameter(String id) {
        Parameter<?> p = declared.get(id);
        if (p == null) {
            throw new InputException("there is no parameter " + InputException.quoted(id) + "; there are " + String.join(", ", declared.keySet()));
        }
        return p;
    }

    /** What was understood of the files that matter, in one line each, by parameter. */
    public Map<String, String> understood() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Parameter<?> p : parameters()) {
            if (p instanceof Parameter.Source s && isShown(p.id())) {
                String told = s.understanding().apply(source(p.id()));
                if (!told.isEmpty()) {
                    all.put(p.id(), told);
                }
            }
        }
        return all;
    }

    /** The assigned value, else the default under the present choices. */
    public Object value(String id) {
        Object v = assigned.get(id);
        return v != null ? v : defaultOf(id);
    }

    /** The default under the present choices. */
    public Object defaultOf(String id) {
        Parameter.Default<?> d = parameter(id).initial();
        if (d.choice().isEmpty()) {
            return d.otherwise();
        }
        Object dependent = d.cases().get(choice(d.choice()));
        return dependent != null ? dependent : d.otherwise();
    }

    public double real(String id) {
        return (Double) value(id);
    }

    public int whole(String id) {
        return (Integer) value(id);
    }

    public String choice(String id) {
        return (String) value(id);
    }

    public boolean flag(String id) {
        return (Boolean) value(id);
    }

    public Parameter.VectorValue vector(String id) {
        return (Parameter.VectorValue) value(id);
    }

    public SourceFile source(String id) {
        return (SourceFile) value(id);
    }

    public boolean isAssigned(String id) {
        return assigned.containsKey(id);
    }

    /** Whether the parameter matters under the present choices. */
    public boolean isShown(String id) {
        return parameter(id).info().shownWhen().stream().allMatch(c -> c.anyOf().contains(choice(c.parameter())));
    }

    /** Every parameter with its value, in the order of declaration. */
    public Map<String, Object> values() {
        Map<String, Object> all = new LinkedHashMap<>();
        declared.keySet().forEach(id -> all.put(id, value(id)));
        return all;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ParameterSet p && values().equals(p.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
