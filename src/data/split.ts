/** Every way of splitting that a user can pick. */
import { stratified } from "./stratified";

export const splits = { stratified };
