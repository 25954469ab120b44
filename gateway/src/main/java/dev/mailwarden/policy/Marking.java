package dev.mailwarden.policy;

/**
 * What is written into the header of delivered mail beside what rules ask for (MARK-2).
 *
 * @param headersInside the X-Mailwarden fields, towards local domains
 * @param headersOutside the same towards all others
 * @param partStatus with these, a status field on affected MIME parts
 * @param exchangeSpam X-MS-Exchange-Organization-SCL on spam and probable spam, towards local
 *     domains
 * @param exchangeClean the same, -1, on what all modules that looked found clean
 */
public record Marking(
        boolean headersInside,
        boolean headersOutside,
        boolean partStatus,
        boolean exchangeSpam,
        boolean exchangeClean) {

    public static final Marking DEFAULT = new Marking(true, false, false, false, false);
}
