/** Which chats a person of the staff has taken over from the bot. */
export interface StaffedChats {
  isWithStaff(channelAccount: string, address: string): Promise<boolean>;
}
