/** App that Paceline monitors itself with, wherever secrets were generated. Its key is nobody else's. */
export const OWN_APP_NAME = 'paceline';
