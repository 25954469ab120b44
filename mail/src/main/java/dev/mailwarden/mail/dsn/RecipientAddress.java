package dev.mailwarden.mail.dsn;

/**
 * A recipient as a notification names it. It need not be a valid mailbox.
 *
 * @param type such as {@code rfc822} or {@code utf-8} (RFC 3464 §2.1.2), in lower case
 * @param address without angle brackets and comments; escapes of RFC 6533 §3 are decoded; not empty
 */
public record RecipientAddress(String type, String address) {

    static final String RFC_822 = "rfc822";

    public RecipientAddress {
        if (address.isEmpty()) {
            throw new IllegalArgumentException("an address cannot be empty");
        }
    }

    @Override
    public String toString() {
        return type + ";" + address;
    }
}
