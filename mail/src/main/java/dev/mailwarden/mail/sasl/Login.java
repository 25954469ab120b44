package dev.mailwarden.mail.sasl;

/**
 * Whom we are to a server.
 *
 * @param user prepared; not empty
 * @param password prepared; not empty; never printed
 */
public record Login(String user, String password) {

    public Login {
        if (user.isEmpty() || password.isEmpty()) {
            throw new IllegalArgumentException("a login needs a user and a password");
        }
    }

    @Override
    public String toString() {
        return "Login[user=" + user + "]";
    }
}
