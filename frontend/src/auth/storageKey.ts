/** Where local storage keeps who is signed in. */
export const STORAGE_KEY = "homework.session";
