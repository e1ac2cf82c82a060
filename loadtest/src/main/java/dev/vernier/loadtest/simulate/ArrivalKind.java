package dev.vernier.loadtest.simulate;

import dev.vernier.policy.simulate.Arrivals;

/** How requests come, around a mean or up to a peak rate. */
enum ArrivalKind {
    /** Independent arrivals. */
    POISSON,
    /** Two Poisson rates in turn (MMPP): 0.6x for 4 s, 2.6x for 1 s. */
    BURSTY,
    /** Gaps from a gamma distribution with a squared coefficient of variation of 8. */
    GAMMA,
    /** One day's wave, up to the rate. */
    DIURNAL,
    /** A sixth of the rate, and the rate for the middle tenth. */
    FLASH,
    /** From a tenth of the rate up to it and down again. */
    RAMP,
    /** Half and one and a half of the rate in turn, each for the control period of 100 ms. */
    SQUARE,
    /** One day of a public site: a wave, a wander and spikes. */
    SOCIAL;

    private static final double CONTROL_PERIOD_SECONDS = 0.1;

    Arrivals at(double rps, double seconds) {
        return switch (this) {
            case POISSON -> Arrivals.poisson(rps);
            case BURSTY -> Arrivals.bursty(rps);
            case GAMMA -> Arrivals.gamma(rps, 8);
            case DIURNAL -> Arrivals.diurnal(rps, seconds);
            case FLASH -> Arrivals.flash(rps / 6, rps, seconds);
            case RAMP -> Arrivals.ramp(rps / 10, rps, seconds);
            case SQUARE -> Arrivals.square(0.5 * rps, 1.5 * rps, 2 * CONTROL_PERIOD_SECONDS);
            case SOCIAL -> Arrivals.social(rps, seconds);
        };
    }
}
