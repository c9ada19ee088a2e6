package org.pushforward.engine.learn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What a {@link Value} does to its numbers one by one. */
abstract sealed class Entrywise permits Value {

    final Tape tape;
    final Tensor t;

    Entrywise(Tape tape, Tensor t) {
        this.tape = tape;
        this.t = t;
    }

    /** A result, before which the token was asked. */
    final Value of(Tensor result) {
        tape.ask();
        return new Value(tape, result);
    }

    final Tensor tensor() {
        return t;
    }

    /** What it is written on. */
    public final Tape tape() {
        return tape;
    }

    // ---- arithmetic

    public final Value plus(Value b) {
        return of(t.add(b.t));
    }

    public final Value plus(double b) {
        return of(t.add(new Scalar(b)));
    }

    public final Value minus(Value b) {
        return of(t.sub(b.t));
    }

    public final Value minus(double b) {
        return plus(-b);
    }

    public final Value times(Value b) {
        return of(t.mul(b.t));
    }

    public final Value times(double b) {
        return of(t.mul(new Scalar(b)));
    }

    public final Value over(Value b) {
        return of(t.div(b.t));
    }

    public final Value over(double b) {
        return of(t.div(new Scalar(b)));
    }

    /** b − this. */
    public final Value from(double b) {
        return of(torch.rsub(t, new Scalar(b)));
    }

    /** b / this. */
    public final Value under(double b) {
        return of(t.reciprocal().mul(new Scalar(b)));
    }

    public final Value negated() {
        return of(t.neg());
    }

    public final Value power(double p) {
        return of(t.pow(new Scalar(p)));
    }

    public final Value square() {
        return of(t.square());
    }

    public final Value root() {
        return of(t.sqrt());
    }

    public final Value abs() {
        return of(t.abs());
    }

    /** The larger of both, entry by entry. */
    public final Value max(Value b) {
        return of(torch.maximum(t, b.t));
    }

    /** The smaller of both, entry by entry. */
    public final Value min(Value b) {
        return of(torch.minimum(t, b.t));
    }

    /** Cut off below and above. */
    public final Value clamped(double low, double high) {
        return of(torch.clamp_min(torch.clamp_max(t, new Scalar(high)), new Scalar(low)));
    }

    /** 1 where this exceeds b, else 0; without a derivative. */
    public final Value above(double b) {
        return of(t.detach().gt(new Scalar(b)).to(t.scalar_type()));
    }

    /** To the nearest whole number; without a derivative. */
    public final Value rounded() {
        return of(t.detach().round());
    }

    // ---- functions of one number

    public final Value exp() {
        return of(t.exp());
    }

    public final Value log() {
        return of(t.log());
    }

    public final Value sin() {
        return of(t.sin());
    }

    public final Value cos() {
        return of(t.cos());
    }

    public final Value erf() {
        return of(torch.erf(t));
    }

    public final Value tanh() {
        return of(t.tanh());
    }

    /** 1/(1 + e⁻ˣ). */
    public final Value sigmoid() {
        return of(t.sigmoid());
    }

    /** log(1 + eˣ). */
    public final Value softplus() {
        return of(torch.softplus(t));
    }

    /** max(x, 0). */
    public final Value relu() {
        return of(t.relu());
    }

    /** x σ(x) (Elfwing, Uchibe & Doya 2018). */
    public final Value silu() {
        return of(torch.silu(t));
    }

    /** x Φ(x) (Hendrycks & Gimpel 2016, arXiv:1606.08415). */
    public final Value gelu() {
        return of(torch.gelu(t));
    }

    /** x for x &gt; 0, else eˣ − 1 (Clevert, Unterthiner & Hochreiter 2016). */
    public final Value elu() {
        return of(torch.elu(t));
    }
}
